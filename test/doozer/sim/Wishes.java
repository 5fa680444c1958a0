package doozer.sim;

import doozer.history.Ask;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;

/** Draws what a client asks: few files, so that clients are in each other's way. */
final class Wishes {
    static final List<String> PATHS = List.of("/a", "/b", "/c/x", "/c/y", "/c/z/w");
    private static final List<String> ODD_PATHS = List.of("/c", "/a/q", "/c/x/y");
    private static final List<String> GLOBS = List.of("/**", "/c/*", "/*", "/c/**", "/ctl/cal/*");

    private final World world;
    private final Dice dice;
    private final int client;
    private final boolean isOwn;
    /** The revisions that this client has seen, by path. */
    private final TreeMap<String, Long> known = new TreeMap<>();
    private long newest;
    private int values;

    Wishes(World world, int client, boolean isOwn) {
        this.world = world;
        this.client = client;
        this.isOwn = isOwn;
        dice = world.dice.split();
    }

    /** Remembers what an answer says, to build conditions on it. */
    void learn(Request request, Response response) {
        if (!response.hasRev()) return;
        newest = Math.max(newest, response.rev());
        if (request.path() != null && !request.hasOffset()) {
            known.put(request.path(), response.rev());
        }
    }

    Wish next() {
        int drawn = dice.below(100);
        if (drawn < 36) return set();
        if (drawn < 44) return delete();
        if (drawn < 47) return new Wish(new Request(Verb.NOP), new Ask.Nop());
        if (drawn < 49 && world.plan.has(Fault.MEMBERS)) return member();
        return read();
    }

    private String path() {
        return dice.oneIn(25) ? dice.pick(ODD_PATHS) : dice.pick(PATHS);
    }

    private long condition(String path) {
        long seen = known.getOrDefault(path, 0L);
        return dice.pick(-1L, -1L, seen, seen, 0L, newest, Long.MAX_VALUE);
    }

    private Wish set() {
        String path = path();
        long rev = condition(path);
        String text = "c" + client + "-" + ++values;
        if (dice.oneIn(40)) text += "x".repeat(dice.below(3000));
        if (world.plan.valueBytes > 0) text += "x".repeat(world.plan.valueBytes);
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        return new Wish(new Request(Verb.SET).path(path).rev(rev).value(value),
                new Ask.Set(path, rev, value));
    }

    private Wish delete() {
        String path = path();
        long rev = condition(path);
        return new Wish(new Request(Verb.DEL).path(path).rev(rev), new Ask.Del(path, rev));
    }

    private Wish read() {
        boolean isAtRevision = dice.oneIn(6);
        long rev = Math.max(1, newest + dice.between(-12L, dice.oneIn(8) ? 4 : 0));
        Ask.At at = isAtRevision ? Ask.At.revision(rev)
                : world.plan.hasLocalReads ? Ask.At.LOCAL : Ask.At.NOW;
        Wish wish = read(at, isAtRevision);
        if (isAtRevision) wish.request().rev(rev);
        return wish;
    }

    private Wish read(Ask.At at, boolean isAtRevision) {
        int drawn = dice.below(10);
        if (drawn == 0 && !isAtRevision) return new Wish(new Request(Verb.REV), new Ask.Rev(at));
        if (drawn == 1 && isOwn) {
            String path = dice.pick("/c", "/", "/ctl/node");
            return new Wish(new Request(Verb.GETDIR).path(path), new Ask.Dir(path, at));
        }
        if (drawn == 2 && isOwn) {
            String glob = dice.pick(GLOBS);
            return new Wish(new Request(Verb.WALK).path(glob), new Ask.Walk(glob, at));
        }
        String path = path();
        return drawn == 3 ? new Wish(new Request(Verb.STAT).path(path), new Ask.Stat(path, at))
                : new Wish(new Request(Verb.GET).path(path), new Ask.Get(path, at));
    }

    /** Writes below /ctl, which are judged by the rules of membership. */
    private Wish member() {
        world.totals.add(Totals.Of.MEMBER_WRITES);
        String slot = "/ctl/cal/" + dice.below(6);
        Request request = switch (dice.below(5)) {
            case 0 -> set("/ctl/voters", -1, dice.pick("1", "3", "3", "5", "5"));
            case 1 -> set(slot, 0, "");
            case 2 -> new Request(Verb.DEL).path(slot).rev(-1);
            default -> set(slot, dice.pick(-1L, -1L, 0L), anyId());
        };
        return new Wish(request, null);
    }

    private String anyId() {
        List<Process> alive = world.alive();
        return alive.isEmpty() ? "" : dice.pick(alive).incarnation.id();
    }

    private static Request set(String path, long rev, String value) {
        return new Request(Verb.SET).path(path).rev(rev)
                .value(value.getBytes(StandardCharsets.UTF_8));
    }
}
