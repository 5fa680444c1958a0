package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.tree.Glob;
import doozer.tree.Walk;
import doozer.wire.Request;
import doozer.wire.Verb;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A node and some clients who do all sorts of things, all of it decided by a seed. After each turn
 * everything that can be known of it is checked.
 */
final class Scenario {
    private static final int TURNS = 120;
    private static final int CLIENTS = 5;
    private static final String[] PATHS = {"/a", "/b", "/a/b", "/b/a", "/b/a-b", "/b/c/a", "/c/a",
        "/c/b", "/c/a/b", "/ctl/ns/x", "/ctl/ns/local/y"};
    private static final String[] OTHER_PATHS = {"/", "/ctl", "/ctl/name", "/ctl/x", "/none", "bad",
        "/a/"};
    private static final String[] GLOBS = {"/**", "/*", "/a", "/b/*", "/b/**", "/**a", "/?", "/*/a",
        "/c/***", "/b**", "/ctl/**", "/*/?/*", "/", "/**/b", "/b/a?b", "/a//b", "*"};
    private static final int MAX_VALUE = 6;

    private final Random random;
    private final Settings.Bounds bounds;
    private final TestNode node;
    private final Oracle oracle;
    private final Tally tally;
    private final Conversation.World world;
    private final List<Conversation> conversations = new ArrayList<>();
    private final List<Conversation> writers = new ArrayList<>();
    private final List<Asked> writes = new ArrayList<>();
    private boolean isFull;

    Scenario(long seed, Tally tally) {
        random = new Random(seed);
        int history = random.nextInt(3) == 0 ? 10_000 : 1 + random.nextInt(40);
        bounds = new Settings.Bounds(history, Long.MAX_VALUE, MAX_VALUE, 1 + random.nextInt(6),
                1 + random.nextInt(14));
        node = TestNode.with(bounds);
        oracle = new Oracle(bounds);
        this.tally = tally;
        world = new Conversation.World(oracle, bounds, tally);
    }

    /** Runs it; gives a hash of all that the node has done. */
    long run() {
        oracle.trim();
        for (int i = 0; i < CLIENTS; i++) conversations.add(open());
        node.tick();
        if (random.nextInt(4) == 0) fill(50 + random.nextInt(30));
        for (int turn = 0; turn < TURNS; turn++) {
            int actions = random.nextInt(8);
            for (int i = 0; i < actions; i++) act(random.nextInt(CLIENTS));
            int deliveries = random.nextInt(25);
            for (int i = 0; i < deliveries; i++) deliver(random.nextInt(CLIENTS));
            turn();
        }
        comeToRest();
        return node.trace();
    }

    /**
     * So many files more: some lists of them at once take several turns. Not so many that one list
     * finds nothing in its first piece of work: the oracle takes the state then.
     */
    private void fill(int files) {
        isFull = true;
        for (int i = 0; i < files; i++) {
            conversations.get(0).send(Ask.set("/c/f" + i, -1, ""));
            deliver(0);
            deliver(0);
            turn();
        }
    }

    private Conversation open() {
        Dialect[] dialects = {Dialect.SEED, Dialect.NINE, Dialect.OWN};
        Dialect dialect = dialects[random.nextInt(dialects.length)];
        boolean isText = dialect == Dialect.OWN && random.nextBoolean();
        TestClient client = isText ? node.openText() : node.open();
        Conversation conversation = new Conversation(client, dialect, world);
        conversation.send(switch (dialect) {
            case SEED -> Ask.getdir("/");
            case NINE -> Ask.self();
            default -> Ask.hello(3);
        });
        return conversation;
    }

    private void act(int number) {
        Conversation conversation = conversations.get(number);
        TestClient client = conversation.client;
        int what = random.nextInt(100);
        if (what < 60) {
            int requests = 1 + random.nextInt(3);
            for (int i = 0; i < requests; i++) conversation.send(request(conversation));
        } else if (what < 70) {
            client.takesOnly(random.nextInt(5));
            tally.count("slow");
        } else if (what < 85) {
            if (client.isCongested()) tally.count("drained");
            client.drain();
        } else if (what < 95) {
            client.drainForGood();
        } else if (what < 99) {
            if (client.isClosing()) tally.count("closed after its end");
            tally.count("closed");
            client.close();
            conversations.set(number, open());
        } else {
            client.end();
            tally.count("ended");
        }
        if (isFull && random.nextInt(10) == 0) listEverythingAtOnce(number);
    }

    private void listEverythingAtOnce(int number) {
        for (int i = 0; i < 12; i++) {
            conversations.get(number).send(list(Ask.walk("/**"), conversations.get(number)));
        }
        for (int i = 0; i < 20; i++) deliver(number);
    }

    private void deliver(int number) {
        Conversation conversation = conversations.get(number);
        Asked write = conversation.deliver();
        TestClient client = conversation.client;
        if (client.isPaused() && !client.isCongested()) tally.count("paused for its requests");
        if (write == null) return;
        writes.add(write);
        writers.add(conversation);
    }

    /** Ends the turn for node and oracle, and compares them. */
    private boolean turn() {
        for (int i = 0; i < writes.size(); i++) {
            Asked write = writes.get(i);
            long before = oracle.revision();
            write.expected = List.of(oracle.apply(write.request, writers.get(i).dialect));
            tally.count(oracle.revision() > before ? "writes done" : "writes refused");
        }
        writes.clear();
        writers.clear();
        boolean idle = node.tick();
        tally.count(idle ? "idle turns" : "busy turns");
        for (Conversation conversation : conversations) {
            conversation.check();
            conversation.onTurnEnd(idle);
            if (conversation.client.isCongested()) tally.count("congested");
        }
        oracle.trim();
        assertThat(node.revision()).isEqualTo(oracle.revision());
        assertThat(files()).isEqualTo(oracle.files());
        return idle;
    }

    /** Lets all take all their answers: then nothing is owed, and after them nothing left. */
    private void comeToRest() {
        boolean idle = false;
        for (int i = 0; i < 1_000; i++) {
            if (idle && conversations.stream().allMatch(Conversation::isAtRest)) break;
            for (int number = 0; number < CLIENTS; number++) {
                conversations.get(number).client.drainForGood();
                for (int k = 0; k < 100; k++) deliver(number);
            }
            idle = turn();
        }
        for (Conversation conversation : conversations) {
            assertThat(conversation.isAtRest()).isTrue();
            if (conversation.client.isClosing()) continue;
            assertThat(conversation.owed()).as("owed in the end").isZero();
            assertThat(conversation.client.isPaused()).isFalse();
        }
        for (Conversation conversation : conversations) conversation.client.close();
        assertThat(node.node().watching()).isZero();
        assertThat(node.node().delayedReads()).isZero();
        assertThat(node.tick()).isTrue();
    }

    private List<String> files() {
        List<String> files = new ArrayList<>();
        Walk walk = node.node().current().walk(Glob.parse("/**"));
        while (walk.advance(Integer.MAX_VALUE) == Walk.Step.FOUND) {
            files.add(walk.path() + " " + walk.file().revision() + " "
                    + new String(walk.file().value(), StandardCharsets.UTF_8));
        }
        return files;
    }

    private Request request(Conversation conversation) {
        boolean nine = conversation.dialect == Dialect.NINE;
        int what = random.nextInt(100);
        if (what < 38) return write();
        if (what < 70) return read(conversation);
        if (what < 74) return random.nextBoolean() ? Ask.self() : Ask.access("");
        if (what < 94) {
            boolean isWait = nine || conversation.dialect == Dialect.OWN && random.nextBoolean();
            String glob = GLOBS[random.nextInt(GLOBS.length)];
            if (isWait) return Ask.waitFor(glob, revision());
            Request watch = Ask.watch(glob);
            return random.nextBoolean() ? watch : watch.rev(revision());
        }
        if (nine) return Ask.nop();
        return Ask.cancel(conversation.someTag(random.nextInt(1_000)));
    }

    private Request write() {
        if (random.nextInt(8) == 0) return Ask.nop();
        String path = path();
        long[] conditions = {-1, -1, -1, -1, 0, -2, -3, revision(), oracle.revision(),
            Long.MAX_VALUE};
        long condition = conditions[random.nextInt(conditions.length)];
        if (random.nextInt(4) == 0) return Ask.del(path, condition);
        String value = "v" + random.nextInt(100);
        if (random.nextInt(20) == 0) value = "x".repeat(MAX_VALUE + random.nextInt(2));
        Request set = Ask.set(path, condition, value);
        return random.nextInt(30) == 0 ? new Request(Verb.SET).path(path).value(set.value()) : set;
    }

    private Request read(Conversation conversation) {
        Request read = switch (random.nextInt(6)) {
            case 0 -> Ask.rev();
            case 1 -> Ask.get(path());
            case 2 -> Ask.stat(path());
            case 3 -> list(Ask.getdir(random.nextInt(3) == 0 ? "/ctl" : path()), conversation);
            default -> list(Ask.walk(GLOBS[random.nextInt(GLOBS.length)]), conversation);
        };
        if (read.verb() == Verb.REV || random.nextInt(3) != 0) return read;
        return read.rev(revision());
    }

    private Request list(Request list, Conversation conversation) {
        if (conversation.dialect == Dialect.NINE) return list.offset(random.nextInt(8) - 1);
        if (random.nextInt(3) == 0) list.offset(random.nextInt(8) - 1);
        if (random.nextInt(3) == 0) list.limit(random.nextInt(8) - 1);
        return list;
    }

    private String path() {
        String[] paths = random.nextInt(8) == 0 ? OTHER_PATHS : PATHS;
        return paths[random.nextInt(paths.length)];
    }

    /** One of the past, mostly near, of the future, or none that there can be. */
    private long revision() {
        long now = oracle.revision();
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt(3) - 1;
            case 1 -> 1 + random.nextInt((int) now);
            case 2 -> Math.max(1, oracle.oldest() - 1 + random.nextInt(3));
            case 3, 4 -> Math.max(1, now - random.nextInt(20));
            default -> now + random.nextInt(10);
        };
    }
}
