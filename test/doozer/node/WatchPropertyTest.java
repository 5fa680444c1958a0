package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import doozer.tree.Glob;
import doozer.tree.ImageException;
import doozer.tree.ImageReader;
import doozer.tree.ImageWriter;
import doozer.wire.ErrorCode;
import doozer.wire.Flags;
import doozer.wire.Request;
import doozer.wire.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Watches with any options, of clients that take what they are told at any pace, hear what a simple
 * model says: each event once, in order, with what was before it and whether more of its step
 * follows; marks that are true, at the end of a step, and seldom.
 */
class WatchPropertyTest {
    private static final String[] PATHS = {"/a", "/b/a", "/b/b", "/c/a/a", "/c/b", "/d"};
    private static final String[] GLOBS = {"/a", "/*", "/b/*", "/*/a", "/**", "/c/**", "/?/b",
        "/**/a", "/none"};

    private Random random;
    private TestNode node;
    private long nowNanos;
    /** The oldest revision while the answers came that are looked at. */
    private long oldest;
    private final List<Told> events = new ArrayList<>();
    /** The files after each revision, from that on at which the test begins. */
    private final TreeMap<Long, TreeMap<String, Told>> states = new TreeMap<>();
    private final List<Hearing> hearings = new ArrayList<>();
    private final int[] seen = new int[6];

    /** An event as it has to be told. */
    private record Told(long revision, int flags, String path, String value, Told previous,
            long[] step) { }

    /** What one watch asked for, and has heard. */
    private final class Hearing {
        final TestClient client;
        final int tag;
        final Request request;
        final List<Glob> globs = new ArrayList<>();
        final long sentAt = node.revision();
        final List<String> files = new ArrayList<>();
        /** The first revision that it may hear of next; 0 before its mark. */
        long next;
        long markedNanos;
        boolean isOver;

        Hearing(TestClient client, Request request) {
            this.client = client;
            this.request = request;
            globs.add(Glob.parse(request.path()));
            for (String glob : request.globs()) globs.add(Glob.parse(glob));
            tag = client.send(request);
        }

        boolean matches(Told event) {
            return globs.stream().anyMatch(glob -> glob.matches(event.path));
        }

        Told nextMatch(long from, long to) {
            for (long r = from; r <= to; r++) {
                if (matches(event(r))) return event(r);
            }
            return null;
        }

        void onAnswer(Response answer) {
            assertThat(isOver).as("nothing comes after the end").isFalse();
            if (answer.errCode() != 0) onTooLate(answer);
            else if (answer.path() == null) onMark(answer);
            else if (next == 0) onFile(answer);
            else onEvent(answer);
        }

        /** The files that the node began with are not the model's. */
        private void onFile(Response answer) {
            assertThat(answer.flags()).isEqualTo(Flags.VALID | Flags.SET);
            if (answer.rev() > TestNode.BORN) files.add(answer.path() + " " + answer.rev());
        }

        private void onTooLate(Response answer) {
            seen[0]++;
            isOver = true;
            assertThat(answer.error()).isEqualTo(ErrorCode.TOO_LATE);
            assertThat(answer.rev()).isEqualTo(oldest);
            assertThat(next).isLessThan(oldest);
        }

        private void onMark(Response answer) {
            assertThat(answer.flags()).isEqualTo(Flags.VALID);
            long rev = answer.rev();
            boolean isFuture = rev >= node.revision();
            assertThat(isFuture || event(rev + 1).step[0] == rev + 1).as("whole steps").isTrue();
            if (next == 0) onFirstMark(rev, isFuture);
            else onProgress(rev);
            markedNanos = nowNanos;
        }

        private void onFirstMark(long rev, boolean isFuture) {
            if (request.hasRev()) {
                next = request.rev();
                assertThat(rev).isEqualTo(isFuture ? next - 1 : event(next).step[0] - 1);
            } else {
                next = rev + 1;
                assertThat(rev).isBetween(sentAt, node.revision());
            }
            if (!request.hasOption(Request.WALK_FIRST)) return;
            seen[1] += files.size();
            assertThat(files).isEqualTo(walk(rev));
        }

        private List<String> walk(long revision) {
            List<String> expected = new ArrayList<>();
            for (Glob glob : globs) {
                for (Told file : states.get(revision).values()) {
                    String line = file.path + " " + file.revision;
                    if (glob.matches(file.path) && !expected.contains(line)) expected.add(line);
                }
            }
            return expected;
        }

        private void onProgress(long rev) {
            seen[2]++;
            assertThat(request.hasOption(Request.PROGRESS)).isTrue();
            assertThat(nowNanos - markedNanos).isGreaterThanOrEqualTo(Marks.INTERVAL_NANOS);
            assertThat(rev).isGreaterThanOrEqualTo(next);
            assertThat(nextMatch(next, rev)).isNull();
            next = rev + 1;
        }

        private void onEvent(Response answer) {
            Told event = nextMatch(next, node.revision());
            assertThat(event).isNotNull();
            next = event.revision + 1;
            assertThat(answer.rev()).isEqualTo(event.revision);
            assertThat(answer.path()).isEqualTo(event.path);
            assertThat(new String(answer.value())).isEqualTo(event.value);
            boolean hasMore = nextMatch(next, event.step[1]) != null;
            if (hasMore) seen[3]++;
            assertThat(answer.flags()).isEqualTo(event.flags | (hasMore ? Flags.MORE : 0));
            boolean isKept = event.revision > oldest;
            boolean hasPrevious = request.hasOption(Request.PREVIOUS) && isKept;
            assertThat(answer.hasPrevious()).isEqualTo(hasPrevious);
            if (hasPrevious) seen[4]++;
            Told previous = hasPrevious ? event.previous : null;
            assertThat(answer.previousRev()).isEqualTo(previous == null ? 0 : previous.revision);
            assertThat(answer.previousValue()).isEqualTo(
                    previous == null ? null : Ask.bytes(previous.value));
        }

        void checkEnd() {
            if (isOver) return;
            assertThat(next).isPositive();
            assertThat(nextMatch(next, node.revision())).isNull();
            boolean isFuture = next > node.revision();
            if (request.hasOption(Request.PROGRESS) && !isFuture) {
                assertThat(next).isEqualTo(node.revision() + 1);
            }
        }
    }

    private Told event(long revision) {
        return events.get((int) (revision - TestNode.BORN) - 1);
    }

    @Test
    void everyWatchHearsWhatTheModelSays() throws ImageException {
        for (int seed = 0; seed < Counts.of(400, 20_000); seed++) {
            try {
                run(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(seen[0]).as("too late").isGreaterThan(100);
        assertThat(seen[1]).as("files").isGreaterThan(500);
        assertThat(seen[2]).as("marks").isGreaterThan(500);
        assertThat(seen[3]).as("more").isGreaterThan(5_000);
        assertThat(seen[4]).as("previous").isGreaterThan(5_000);
        assertThat(seen[5]).as("snapshots").isGreaterThan(500);
    }

    private void run(int seed) throws ImageException {
        // Seeds that are alike give first choices that are.
        random = new Random(seed * 0x9e3779b97f4a7c15L);
        int revisions = random.nextBoolean() ? 1_000 : 5 + random.nextInt(40);
        node = TestNode.with(new Settings.Bounds(revisions, 1 << 30, 20, 1_000, 50));
        node.mayHaveTimer();
        nowNanos = 0;
        events.clear();
        states.clear();
        states.put(TestNode.BORN, new TreeMap<>());
        hearings.clear();
        // A history that remembers its own beginning knows what was before it: not this one.
        write();
        node.settle();
        TestClient[] clients = {node.openOwn(), node.openOwn(), node.openOwn()};
        oldest = node.store().oldest();
        for (int i = 0; i < 60; i++) act(clients);
        for (TestClient client : clients) client.drainForGood();
        settle();
        for (TestClient client : clients) assertThat(client.surplus()).isEmpty();
        for (Hearing hearing : hearings) hearing.checkEnd();
    }

    private void act(TestClient[] clients) throws ImageException {
        TestClient client = clients[random.nextInt(clients.length)];
        switch (random.nextInt(8)) {
            case 0 -> watch(client);
            case 1, 2 -> write();
            case 3 -> client.takesOnly(random.nextInt(4));
            case 4 -> client.drain();
            case 5 -> client.drainForGood();
            default -> turn(random.nextInt(5) == 0 ? 3_000_000_000L : 300_000_000L);
        }
        // Nobody is told to take less while something is held back for it.
        collect();
        if (random.nextInt(10) == 0) travel();
    }

    private void turn(long nanos) {
        nowNanos += nanos + 1_000_000;
        node.passOneTurn(nanos);
        collect();
    }

    private void settle() {
        do {
            turn(0);
        } while (node.untilNanos() == 0);
        for (int i = 0; i < 3; i++) turn(Marks.INTERVAL_NANOS);
    }

    private void collect() {
        for (Hearing hearing : hearings) {
            List<Answer> answers = hearing.client.answers();
            for (Answer answer : answers) {
                if (answer.tag() == hearing.tag) hearing.onAnswer(answer.response());
            }
            answers.removeIf(answer -> answer.tag() == hearing.tag);
        }
        oldest = node.store().oldest();
    }

    private void watch(TestClient client) {
        Request request = Ask.watch(GLOBS[random.nextInt(GLOBS.length)]);
        for (int i = random.nextInt(4); i > 1; i--) {
            request.glob(GLOBS[random.nextInt(GLOBS.length)]);
        }
        if (random.nextBoolean()) request.option(Request.PREVIOUS);
        if (random.nextBoolean()) request.option(Request.PROGRESS);
        int kind = random.nextInt(4);
        if (kind == 0) request.option(Request.WALK_FIRST);
        // From somewhere in the history, or soon to come.
        long back = Math.max(1, node.revision() - TestNode.BORN);
        if (kind == 1) request.rev(TestNode.BORN + 1 + random.nextInt((int) back + 3));
        hearings.add(new Hearing(client, request));
    }

    /** One step, of which the watches hear at once, or that they find in the history. */
    private void write() {
        long first = node.revision() + 1;
        int count = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(8);
        long[] step = {first, first + count - 1};
        for (int i = 0; i < count; i++) writeOne(first + i, step);
        node.store().asOneStep(first);
        if (random.nextInt(4) == 0) node.node().onInstalled(first - 1);
        else node.node().onRevisions(first, first + count - 1);
    }

    private void writeOne(long revision, long[] step) {
        TreeMap<String, Told> files = new TreeMap<>(states.lastEntry().getValue());
        int kind = random.nextInt(10);
        String path = kind == 0 ? "/" : PATHS[random.nextInt(PATHS.length)];
        String value = kind < 4 ? "" : "v" + revision;
        int flags = Flags.VALID | (kind == 0 ? 0 : kind < 4 ? Flags.DEL : Flags.SET);
        Told event = new Told(revision, flags, path, value, files.get(path), step);
        if (kind == 0) node.store().nop();
        else if (kind < 4) node.store().delete(path, -1);
        else node.store().set(path, -1, Ask.bytes(value));
        if (kind < 4) files.remove(path);
        else files.put(path, event);
        events.add(event);
        states.put(revision, files);
    }

    /** The whole state comes anew, as it is. */
    private void travel() throws ImageException {
        seen[5]++;
        ImageReader reader = new ImageReader(node.store().historyLength(), Long.MAX_VALUE);
        ImageWriter writer = node.store().image().writer();
        for (byte[] piece = writer.next(99); piece != null; piece = writer.next(99)) {
            reader.accept(piece);
        }
        node.store().install(reader.store());
        node.node().onInstalled(node.revision());
        collect();
    }
}
