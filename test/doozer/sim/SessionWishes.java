package doozer.sim;

import doozer.wire.ErrorCode;
import doozer.wire.Txn;
import doozer.wire.Verb;
import java.util.ArrayList;
import java.util.List;

/** Draws what a client with a session wants done. Owned by the run's thread. */
final class SessionWishes {
    static final String LOCK = "/s/e/lock";
    private static final byte[] NOTHING = new byte[0];
    private static final long ALWAYS = -1;

    private final World world;
    private final Dice dice;
    private final int client;
    private final String own;

    SessionWishes(World world, int client, Dice dice) {
        this.world = world;
        this.dice = dice;
        this.client = client;
        own = SessionLog.ROOT + "k" + client;
    }

    /** What makes its own files known: nothing of an earlier session can come after it. */
    Order reset(Order.Sign sign) {
        return asPrivate(new Order(sign, Verb.TXN,
                List.of(delete(own + "/a", ALWAYS), delete(own + "/b", ALWAYS),
                        delete(own + "/n", ALWAYS))));
    }

    /** The next one. */
    Order next(Order.Sign sign, Ledger ledger) {
        int drawn = dice.below(100);
        if (drawn < 22) return count(sign, own + "/n", true);
        if (drawn < 34) return single(sign, ledger);
        if (drawn < 50) return several(sign, ledger);
        if (drawn < 54) return nonsense(sign);
        if (drawn < 60) return count(sign, "/s/count", false);
        if (drawn < 72) return ephemeral(sign);
        if (drawn < 86) return pair(sign);
        return mixed(sign);
    }

    private static Txn.Operation delete(String path, long rev) {
        return new Txn.Operation(Txn.Kind.DEL, path, rev, NOTHING);
    }

    private static Txn.Operation condition(String path, long rev) {
        return new Txn.Operation(Txn.Kind.IF, path, rev, NOTHING);
    }

    private static Txn.Operation set(Order.Sign sign, String path, long rev) {
        return new Txn.Operation(Txn.Kind.SET, path, rev, sign.bytes());
    }

    private static Txn.Operation ephemeral(Order.Sign sign, String path, long rev) {
        return new Txn.Operation(Txn.Kind.EPHEMERAL, path, rev, sign.bytes());
    }

    private static Order asPrivate(Order order) {
        order.isPrivate = true;
        return order;
    }

    private static Order txn(Order.Sign sign, List<Txn.Operation> operations, ErrorCode mistake) {
        Order order = new Order(sign, Verb.TXN, operations);
        order.mistake = mistake;
        return order;
    }

    private static Order one(Order.Sign sign, Txn.Operation operation) {
        boolean isDelete = operation.kind() == Txn.Kind.DEL;
        return new Order(sign, isDelete ? Verb.DEL : Verb.SET, List.of(operation));
    }

    private Order count(Order.Sign sign, String path, boolean isPrivate) {
        Order order = new Order(sign, Verb.NEXT, List.of(new Txn.Operation(Txn.Kind.SET, path,
                ALWAYS, NOTHING)));
        order.isPrivate = isPrivate;
        return order;
    }

    // Files of its own.

    private String ownPath() {
        return own + dice.pick("/a", "/b");
    }

    private Txn.Operation change(Order.Sign sign, String path, Ledger ledger) {
        long rev = dice.pick(ALWAYS, ledger.revision(path), ledger.revision(path), 0L);
        return dice.oneIn(4) ? delete(path, rev) : set(sign, path, rev);
    }

    private Order single(Order.Sign sign, Ledger ledger) {
        return asPrivate(one(sign, change(sign, ownPath(), ledger)));
    }

    private Order several(Order.Sign sign, Ledger ledger) {
        List<Txn.Operation> all = new ArrayList<>();
        if (dice.oneIn(2)) {
            String path = ownPath();
            all.add(condition(path, dice.pick(ledger.revision(path), ledger.revision(path), 0L)));
        }
        all.add(change(sign, own + "/a", ledger));
        if (dice.oneIn(2)) all.add(change(sign, own + "/b", ledger));
        // A condition counts wherever it stands.
        if (dice.oneIn(3)) all.add(condition(own + "/a", ledger.revision(own + "/a")));
        return asPrivate(txn(sign, all, mistake(sign, all)));
    }

    /** Sometimes the last change is one that nobody may make. */
    private ErrorCode mistake(Order.Sign sign, List<Txn.Operation> all) {
        if (!dice.oneIn(4)) return null;
        boolean isPath = dice.oneIn(2);
        all.add(set(sign, isPath ? "/ctl/name" : SessionLog.ROOT + "p", ALWAYS));
        if (!isPath) all.add(0, set(sign, SessionLog.ROOT + "p/9/x", ALWAYS));
        if (!isPath) all.add(0, set(sign, SessionLog.ROOT + "p/9/y", ALWAYS));
        return isPath ? ErrorCode.BAD_PATH : ErrorCode.ISDIR;
    }

    private Order nonsense(Order.Sign sign) {
        Order order = one(sign, set(sign, "no path", ALWAYS));
        order.mistake = ErrorCode.BAD_PATH;
        return asPrivate(order);
    }

    // Files of all.

    /** One that goes with a session, of this client in most cases. */
    private String ephemeralPath() {
        int whose = dice.oneIn(2) ? client : dice.below(Math.max(1, world.plan.sessionClients));
        return "/s/e/k" + whose + dice.pick("", "-2");
    }

    private Order ephemeral(Order.Sign sign) {
        String path = ephemeralPath();
        int drawn = dice.below(8);
        if (drawn == 0) return one(sign, set(sign, path, ALWAYS));
        if (drawn == 1) return one(sign, delete(path, ALWAYS));
        return one(sign, ephemeral(sign, path, ALWAYS));
    }

    private Order pair(Order.Sign sign) {
        String pair = SessionLog.ROOT + "p/" + dice.below(2) + "/";
        long next = world.events().size() + 1;
        List<Txn.Operation> all = new ArrayList<>();
        boolean isDelete = dice.oneIn(6);
        for (String path : List.of(pair + "x", pair + "y")) {
            all.add(isDelete ? delete(path, ALWAYS) : set(sign, path, ALWAYS));
        }
        if (dice.oneIn(2)) {
            String path = pair + dice.pick("x", "y");
            all.add(dice.below(all.size() + 1), condition(path,
                    world.sessions().revisionAt(path, next)));
        }
        return txn(sign, all, null);
    }

    /** Ephemeral files deleted and made in one step, and half of the time in vain. */
    private Order mixed(Order.Sign sign) {
        List<Txn.Operation> all = new ArrayList<>();
        String first = ephemeralPath();
        String other = ephemeralPath();
        boolean isAgain = dice.oneIn(2);
        all.add(delete(first, ALWAYS));
        if (isAgain) all.add(dice.oneIn(2) ? set(sign, first, ALWAYS)
                : ephemeral(sign, first, ALWAYS));
        if (!other.equals(first)) all.add(ephemeral(sign, other, ALWAYS));
        return txn(sign, all, mistake(sign, all));
    }

    // A lock, whose token is the revision of its file.

    Order acquire(Order.Sign sign) {
        return one(sign, ephemeral(sign, LOCK, 0));
    }

    Order release(Order.Sign sign, long token) {
        return one(sign, delete(LOCK, token));
    }

    /** What only the holder of the lock may do. */
    Order fenced(Order.Sign sign, long token) {
        Order order = txn(sign, List.of(condition(LOCK, token),
                set(sign, SessionLog.FENCED, ALWAYS)), null);
        order.token = token;
        return order;
    }
}
