package doozer.history;

import doozer.history.Forger.Forged;
import doozer.history.WatchRecord.Item;
import doozer.history.WatchRecord.Kind;
import doozer.tree.Event;
import java.util.ArrayList;
import java.util.List;

/** The ways in which what a watch was told is made wrong, as {@link Forgery} does it. */
enum WatchForgery {
    /** One event in a row is left out. */
    SKIPPED {
        @Override
        boolean isPlace(WatchRecord watch, int at) {
            return isEvent(watch, at - 1) && isEvent(watch, at) && isEvent(watch, at + 1);
        }

        @Override
        void forge(List<Item> items, int at) {
            items.remove(at);
        }
    },
    /** The last one is not told. */
    CUT_OFF {
        @Override
        boolean isPlace(WatchRecord watch, int at) {
            return watch.isDrained && at == watch.items.size() - 1 && isEvent(watch, at)
                    && (isEvent(watch, at - 1) || !watch.start.isFromNow());
        }

        @Override
        void forge(List<Item> items, int at) {
            items.remove(at);
        }
    },
    DOUBLED {
        @Override
        boolean isPlace(WatchRecord watch, int at) {
            return isEvent(watch, at);
        }

        @Override
        void forge(List<Item> items, int at) {
            items.add(at, items.get(at));
        }
    },
    SWAPPED {
        @Override
        boolean isPlace(WatchRecord watch, int at) {
            return isEvent(watch, at) && isEvent(watch, at + 1);
        }

        @Override
        void forge(List<Item> items, int at) {
            Item later = items.get(at + 1);
            items.set(at + 1, items.get(at));
            items.set(at, later);
        }
    },
    WRONG_VALUE {
        @Override
        boolean isPlace(WatchRecord watch, int at) {
            return isEvent(watch, at);
        }

        @Override
        void forge(List<Item> items, int at) {
            Item old = items.get(at);
            Event wrong = new Event(old.revision(), Event.Kind.SET, old.event().path(),
                    Told.bytes("nobody wrote this"));
            items.set(at, new Item(Kind.EVENT, old.nanos(), old.revision(), wrong));
        }
    },
    /** A mark says that everything up to the next event has been told, when that has not. */
    MARKED_TOO_SOON {
        @Override
        boolean isPlace(WatchRecord watch, int at) {
            return isEvent(watch, at - 1) && isEvent(watch, at);
        }

        @Override
        void forge(List<Item> items, int at) {
            Item next = items.get(at);
            items.add(at, new Item(Kind.MARK, next.nanos(), next.revision(), null));
        }
    },
    /** It goes on behind the next event. */
    RESUMED_TOO_LATE {
        @Override
        boolean isPlace(WatchRecord watch, int at) {
            return isEvent(watch, at - 1) && isEvent(watch, at);
        }

        @Override
        void forge(List<Item> items, int at) {
            Item next = items.get(at);
            items.add(at, new Item(Kind.RESUMED, next.nanos(), next.revision() + 1, null));
        }
    };

    /** Whether this can be done to a watch at an item, and would certainly be wrong. */
    abstract boolean isPlace(WatchRecord watch, int at);

    abstract void forge(List<Item> items, int at);

    /** A wrong history, or null. */
    Forged forge(Forger forger) {
        for (WatchRecord watch : forger.watches()) {
            List<Integer> places = new ArrayList<>();
            for (int at = 0; at < watch.items.size(); at++) {
                if (isPlace(watch, at)) places.add(at);
            }
            if (places.isEmpty()) continue;
            List<Item> items = new ArrayList<>(watch.items);
            forge(items, places.get(forger.random.nextInt(places.size())));
            return forger.watch(watch, items);
        }
        return null;
    }

    static boolean isEvent(WatchRecord watch, int at) {
        return at >= 0 && at < watch.items.size() && watch.items.get(at).kind() == Kind.EVENT;
    }
}
