package doozer.history;

import doozer.history.Forger.Forged;
import doozer.tree.Event;
import doozer.wire.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/**
 * The ways in which a right history is made wrong. Each gives null when there is no place for it,
 * and otherwise a history that certainly is wrong.
 */
enum Forgery {
    /** A read shows a file as it was before a write that had been acknowledged. */
    OLD_READ(true) {
        @Override
        Forged forge(Forger forger) {
            Operation get = forger.pick(forger.operations, each -> isGet(each, Ask.Mode.NOW)
                    && oldOf(forger, each) != null);
            return get == null ? null : forger.answer(get, fileOf(oldOf(forger, get)));
        }

        private Event oldOf(Forger forger, Operation get) {
            String path = ((Ask.Get) get.ask()).path();
            long shown = forger.acknowledged(path, get.called());
            return forger.pickSet(path, event -> event.revision() < shown);
        }
    },
    /** REV goes back. */
    OLD_REVISION(false) {
        @Override
        Forged forge(Forger forger) {
            for (Operation rev : forger.operations) {
                if (!(rev.ask() instanceof Ask.Rev ask) || !rev.isAnswered()) continue;
                if (ask.at().mode() != Ask.Mode.NOW) continue;
                for (String path : Asks.PATHS) {
                    long shown = forger.acknowledged(path, rev.called());
                    if (shown > 0) return forger.answer(rev, new Answer.Revision(shown - 1));
                }
            }
            return null;
        }
    },
    /** A read shows what was not asked for before it had returned. */
    READ_OF_THE_FUTURE(false) {
        @Override
        Forged forge(Forger forger) {
            Operation set = forger.pick(forger.operations, each -> isDoneSet(each)
                    && readBefore(forger, each) != null);
            return set == null ? null
                    : forger.answer(readBefore(forger, set), fileOf(forger.eventOf(set)));
        }

        private Operation readBefore(Forger forger, Operation set) {
            return forger.pick(forger.operations, each -> each.ask() instanceof Ask.Get get
                    && get.at().mode() != Ask.Mode.REVISION && get.at().revision() == 0
                    && get.path().equals(((Ask.Set) set.ask()).path())
                    && each.returned() < set.called());
        }
    },
    /** A read shows a value that nobody wrote. */
    WRONG_VALUE(false) {
        @Override
        Forged forge(Forger forger) {
            Operation get = forger.pick(forger.operations, Forgery::showsFile);
            if (get == null) return null;
            return forger.answer(get, Told.file(revisionOf(get), "nobody wrote this"));
        }
    },
    /** A read shows a revision that is another one's. */
    WRONG_REVISION(false) {
        @Override
        Forged forge(Forger forger) {
            Operation get = forger.pick(forger.operations, Forgery::showsFile);
            return get == null ? null : forger.answer(get,
                    new Answer.File(revisionOf(get) + 1, ((Answer.File) get.answer()).value()));
        }
    },
    /** An acknowledged write is not there. */
    LOST_WRITE(false) {
        @Override
        Forged forge(Forger forger) {
            Operation set = forger.pick(forger.operations, Forgery::isDoneSet);
            return set == null ? null : forger.log(without(forger, forger.eventOf(set)));
        }
    },
    /** A deletion is not there, and nobody knows its revision. */
    LOST_DELETION(false) {
        @Override
        Forged forge(Forger forger) {
            Operation del = forger.pick(forger.operations, each -> each.ask() instanceof Ask.Del
                    && each.isDone() && each.knownRevision() == 0);
            if (del == null) return null;
            String path = ((Ask.Del) del.ask()).path();
            List<Event> without = new ArrayList<>(forger.events);
            without.replaceAll(event -> event.kind() == Event.Kind.DEL && event.path().equals(path)
                    ? Forger.nop(event.revision()) : event);
            return forger.log(without);
        }
    },
    /** A write happens twice. */
    DOUBLED_WRITE(false) {
        @Override
        Forged forge(Forger forger) {
            Event set = forger.pick(forger.events, event -> event.kind() == Event.Kind.SET);
            if (set == null) return null;
            List<Event> more = new ArrayList<>(forger.events);
            more.add(Forger.at(more.size() + 1, set));
            return forger.log(more);
        }
    },
    /** Revisions are taken by more NOPs than anybody asked for. */
    INVENTED_NOP(false) {
        @Override
        Forged forge(Forger forger) {
            List<Event> more = new ArrayList<>(forger.events);
            long asked = forger.operations.stream()
                    .filter(each -> each.ask() instanceof Ask.Nop).count();
            for (long i = 0; i <= asked; i++) more.add(Forger.nop(more.size() + 1));
            return forger.log(more);
        }
    },
    /** Two writes have revisions against real time. */
    SWAPPED_WRITES(true) {
        @Override
        Forged forge(Forger forger) {
            Operation first = forger.pick(forger.operations, Forgery::isDoneSet);
            if (first == null) return null;
            String path = ((Ask.Set) first.ask()).path();
            Operation second = forger.pick(forger.operations, each -> isDoneSet(each)
                    && ((Ask.Set) each.ask()).path().equals(path)
                    && each.called() > first.returned());
            return second == null ? null : forger.swapped(first, second);
        }
    },
    /** A write that nobody knew the outcome of happens before it was asked for. */
    UNKNOWN_WRITE_TOO_EARLY(false) {
        @Override
        Forged forge(Forger forger) {
            Operation unknown = forger.pick(forger.operations, each -> !each.isAnswered()
                    && each.ask() instanceof Ask.Set && forger.eventOf(each) != null);
            if (unknown == null) return null;
            long revision = forger.eventOf(unknown).revision();
            Operation before = forger.pick(forger.operations, each -> isDoneSet(each)
                    && each.returned() < unknown.called()
                    && forger.eventOf(each).revision() < revision);
            return before == null ? null : forger.swapped(before, unknown);
        }
    },
    /** A write is refused and happens all the same. */
    PHANTOM_WRITE(false) {
        @Override
        Forged forge(Forger forger) {
            Operation set = forger.pick(forger.operations, each -> each.ask() instanceof Ask.Set
                    && forger.eventOf(each) != null);
            return set == null ? null
                    : forger.answer(set, Told.failed(ErrorCode.READONLY));
        }
    },
    /** A condition that always holds has failed. */
    FALSE_FAILURE(true) {
        @Override
        Forged forge(Forger forger) {
            Operation write = forger.pick(forger.operations, each -> each.isFailed()
                    && each.ask() instanceof Ask.Set set && set.ifRevision() == -1);
            return write == null ? null : forger.answer(write, Told.failed(Told.MISMATCH));
        }
    },
    /** A write that failed was told to be done. */
    FALSE_SUCCESS(false) {
        @Override
        Forged forge(Forger forger) {
            Operation write = forger.pick(forger.operations, each -> each.isFailed()
                    && each.ask() instanceof Ask.Set);
            return write == null || forger.events.isEmpty() ? null : forger.answer(write,
                    Told.done(1 + forger.random.nextInt(forger.events.size())));
        }
    },
    /** A walk leaves out a file that was there all the time. */
    SHORT_WALK(false) {
        @Override
        Forged forge(Forger forger) {
            for (Operation walk : forger.operations) {
                if (!isNow(walk) || !(walk.answer() instanceof Answer.Files said)) continue;
                Answer.Found settled = forger.pick(said.files(), file ->
                        forger.isSettled(file.path(), file.revision(), walk.called()));
                if (settled == null) continue;
                List<Answer.Found> fewer = new ArrayList<>(said.files());
                fewer.remove(settled);
                return forger.answer(walk, new Answer.Files(fewer));
            }
            return null;
        }
    },
    /** A walk shows one file as it was earlier. */
    MIXED_WALK(false) {
        @Override
        Forged forge(Forger forger) {
            for (Operation walk : forger.operations) {
                if (!isNow(walk) || !(walk.answer() instanceof Answer.Files said)) continue;
                for (Answer.Found file : said.files()) {
                    Event old = forger.pickSet(file.path(), event -> event.revision()
                            < forger.acknowledged(file.path(), walk.called()));
                    if (old == null) continue;
                    List<Answer.Found> mixed = new ArrayList<>(said.files());
                    mixed.set(mixed.indexOf(file),
                            new Answer.Found(old.path(), old.revision(), old.value()));
                    return forger.answer(walk, new Answer.Files(mixed));
                }
            }
            return null;
        }
    },
    /** A directory lacks a name that was there all the time. */
    SHORT_LIST(false) {
        @Override
        Forged forge(Forger forger) {
            for (Operation list : forger.operations) {
                if (!isNow(list) || !(list.answer() instanceof Answer.Names said)) continue;
                String path = ((Ask.Dir) list.ask()).path();
                String below = path.equals("/") ? "/" : path + "/";
                String settled = forger.pick(said.names(), name -> forger.isSettled(below + name,
                        forger.acknowledged(below + name, list.called()), list.called())
                        && forger.acknowledged(below + name, list.called()) > 0);
                if (settled == null) continue;
                List<String> fewer = new ArrayList<>(said.names());
                fewer.remove(settled);
                return forger.answer(list, new Answer.Names(fewer));
            }
            return null;
        }
    },
    /** STAT tells another length. */
    WRONG_LENGTH(false) {
        @Override
        Forged forge(Forger forger) {
            Operation stat = forger.pick(forger.operations, each ->
                    each.answer() instanceof Answer.Stat said && said.revision() > 0);
            return stat == null ? null : forger.answer(stat,
                    new Answer.Stat(((Answer.Stat) stat.answer()).revision(), 1_000));
        }
    },
    /** A read at a revision shows the file as it was at another. */
    WRONG_READ_AT(false) {
        @Override
        Forged forge(Forger forger) {
            Operation get = forger.pick(forger.operations, each ->
                    isGet(each, Ask.Mode.REVISION) && otherOf(forger, each) != null);
            return get == null ? null : forger.answer(get, fileOf(otherOf(forger, get)));
        }

        private Event otherOf(Forger forger, Operation get) {
            long shown = showsFile(get) ? revisionOf(get) : 0;
            return forger.pickSet(((Ask.Get) get.ask()).path(),
                    event -> event.revision() != shown);
        }
    },
    /** A local read is older than it may be. */
    LOCAL_READ_TOO_OLD(false) {
        @Override
        Forged forge(Forger forger) {
            Operation get = forger.pick(forger.operations, each -> isGet(each, Ask.Mode.LOCAL)
                    && oldOf(forger, each) != null);
            return get == null ? null : forger.answer(get, fileOf(oldOf(forger, get)));
        }

        private Event oldOf(Forger forger, Operation get) {
            Ask.Get ask = (Ask.Get) get.ask();
            return forger.pickSet(ask.path(), old -> forger.pickSet(ask.path(), next ->
                    next.revision() > old.revision()
                            && next.revision() <= ask.at().revision()) != null);
        }
    },
    /** Two writes of one connection, both on their way at once, are done in the wrong order. */
    SWAPPED_IN_SESSION(false) {
        @Override
        Forged forge(Forger forger) {
            Operation second = forger.pick(forger.operations, each -> isDoneSet(each)
                    && sentBefore(forger, each) != null);
            return second == null ? null : forger.swapped(sentBefore(forger, second), second);
        }
    },
    /** A read does not see a write that was sent before it on its connection. */
    OLD_READ_IN_SESSION(false) {
        @Override
        Forged forge(Forger forger) {
            Operation get = forger.pick(forger.operations, each -> isGet(each, Ask.Mode.NOW)
                    && oldOf(forger, each) != null);
            return get == null ? null : forger.answer(get, fileOf(oldOf(forger, get)));
        }

        private Event oldOf(Forger forger, Operation get) {
            Operation sent = sentBefore(forger, get);
            String path = ((Ask.Get) get.ask()).path();
            if (sent == null || !((Ask.Set) sent.ask()).path().equals(path)) return null;
            long revision = forger.eventOf(sent).revision();
            return forger.pickSet(path, event -> event.revision() < revision);
        }
    };

    private final boolean isSeenByFile;

    Forgery(boolean isSeenByFile) {
        this.isSeenByFile = isSeenByFile;
    }

    /** A wrong history, or null. */
    abstract Forged forge(Forger forger);

    /** Whether it is wrong for one file alone, without knowledge of the log. */
    boolean isSeenByFile() {
        return isSeenByFile;
    }

    static boolean isDoneSet(Operation operation) {
        return operation.ask() instanceof Ask.Set && operation.isDone();
    }

    static boolean isGet(Operation operation, Ask.Mode mode) {
        return operation.ask() instanceof Ask.Get get && get.at().mode() == mode
                && operation.isAnswered();
    }

    static boolean isNow(Operation operation) {
        return operation.ask() instanceof Ask.Read read && read.at().mode() == Ask.Mode.NOW;
    }

    static boolean showsFile(Operation operation) {
        return operation.answer() instanceof Answer.File file && file.revision() > 0;
    }

    static long revisionOf(Operation get) {
        return ((Answer.File) get.answer()).revision();
    }

    static Answer fileOf(Event event) {
        return new Answer.File(event.revision(), event.value());
    }

    static List<Event> without(Forger forger, Event lost) {
        List<Event> without = new ArrayList<>(forger.events);
        without.set((int) lost.revision() - 1, Forger.nop(lost.revision()));
        return without;
    }

    /** A SET that was sent before an operation on its connection, and overlaps with it. */
    static Operation sentBefore(Forger forger, Operation operation) {
        int place = forger.operations.indexOf(operation);
        for (Operation each : forger.operations.subList(0, place)) {
            if (each.connection() == operation.connection() && isDoneSet(each)
                    && each.returned() >= operation.called()) {
                return each;
            }
        }
        return null;
    }
}
