package doozer.backup;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/** A cluster as far as backups see it, and the model that they are compared with. One thread's. */
final class FakeCluster {
    private static final Item.Change HIDDEN = new Item.Change(Item.Kind.NOP, false, 1, 0, 0, 0, "/",
        new byte[0]);

    private final List<Item.Change> changes = new ArrayList<>();
    private String identity = "abc-1-def";
    private long oldest = 1;
    private int failingDumps;
    /** Whether the connections there are give nothing; new ones do. */
    private volatile boolean isSilent;
    private volatile int failingReopens;
    /** Whether dumps give nothing: not even a head, or nothing behind it. */
    private boolean isOpeningStill;
    private boolean isDumpStill;
    private int openDumps;

    void identity(String newIdentity) {
        identity = newIdentity;
    }

    /** Forgets what is before that revision. */
    void forgetBefore(long revision) {
        oldest = revision;
    }

    void failDumps(int count) {
        failingDumps = count;
    }

    /** Gives nothing any more to those that are connected; so many new connections fail. */
    void fallSilent(int failures) {
        failingReopens = failures;
        isSilent = true;
    }

    /** From now on nothing comes of those that are asked for, or begun. */
    void standStill(boolean isOpening, boolean isDump) {
        isOpeningStill = isOpening;
        isDumpStill = isDump;
    }

    /** Those that were begun and are not closed. */
    int openDumps() {
        return openDumps;
    }

    long revision() {
        return changes.size();
    }

    void set(String path, String body) {
        add(Item.Kind.SET, path, body, false);
    }

    /** Takes a revision that watches are told of by a mark only. */
    void hide() {
        changes.add(HIDDEN);
    }

    /** Leaves a gap, as a recovery does. */
    void skip(int count) {
        for (int i = 0; i < count; i++) changes.add(null);
    }

    void add(Item.Kind kind, String path, String body, boolean hasMore) {
        changes.add(new Item.Change(kind, hasMore, changes.size() + 1L, 0, 0, 0, path,
                body.getBytes(StandardCharsets.UTF_8)));
    }

    /** Some steps of one to three changes of a few files. */
    void randomSteps(Random random, int count) {
        for (int i = 0; i < count; i++) {
            int length = 1 + random.nextInt(3);
            for (int j = 1; j <= length; j++) {
                String path = "/" + (char) ('a' + random.nextInt(4)) + "/" + random.nextInt(3);
                boolean hasMore = j < length;
                switch (random.nextInt(4)) {
                    case 0 -> add(Item.Kind.DEL, path, "", hasMore);
                    case 1 -> add(Item.Kind.NOP, "/", "", hasMore);
                    default -> add(Item.Kind.SET, path, "x".repeat(random.nextInt(40)), hasMore);
                }
            }
        }
    }

    /** The state of a revision. */
    State at(long revision) {
        State state = new State();
        for (Item.Change change : changes.subList(0, (int) revision)) {
            if (change != null && change != HIDDEN) state.change(change);
        }
        state.skipTo(revision);
        return state;
    }

    /** The newest revision up to that one which somebody could have read. */
    long stepEnd(long revision) {
        long end = revision;
        while (end > 0 && changes.get((int) end - 1).hasMore()) end--;
        return end;
    }

    /** The files of a state as text. */
    static String text(State state) {
        StringBuilder text = new StringBuilder("@" + state.revision() + "\n");
        for (Item.File file : state.files()) {
            text.append(file.path()).append(' ').append(file.revision()).append(' ')
                .append(file.owner()).append(' ')
                .append(new String(file.body(), StandardCharsets.UTF_8)).append('\n');
        }
        return text.toString();
    }

    Source source() {
        return new FakeSource();
    }

    private final class FakeSource implements Source {
        @Override
        public String identity() {
            return identity;
        }

        @Override
        public Dump dump(boolean withHistory, boolean isLocal) throws SourceException {
            if (failingDumps > 0) {
                failingDumps--;
                throw new SourceException(SourceException.Why.FAILED, "not now", null);
            }
            return new FakeDump(withHistory ? stepEnd(oldest - 1) : stepEnd(changes.size()),
                withHistory);
        }

        @Override
        public Opening open() {
            return new Opening() {
                @Override
                public Dump poll() throws SourceException {
                    return isOpeningStill ? null : dump(false, false);
                }

                @Override
                public void close() {
                    // Nothing is held.
                }
            };
        }

        @Override
        public Changes watch(long from) {
            return new FakeChanges(from);
        }

        @Override
        public long revision() {
            return isSilent ? -1 : changes.size();
        }

        @Override
        public void reopen() throws SourceException {
            if (failingReopens > 0) {
                failingReopens--;
                throw new SourceException(SourceException.Why.FAILED, "nobody there", null);
            }
            isSilent = false;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    private final class FakeDump implements Source.Dump {
        private final State state;
        private final String taken = identity;
        private final Iterator<Item.File> files;
        private final Iterator<Item.Change> later;
        private boolean isClosed;

        FakeDump(long base, boolean withHistory) {
            openDumps++;
            state = at(base);
            files = state.files().iterator();
            later = List.copyOf(changes.subList((int) base,
                withHistory ? changes.size() : (int) base)).iterator();
        }

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public String identity() {
            return taken;
        }

        @Override
        public long base() {
            return state.revision();
        }

        @Override
        public long fileCount() {
            return state.files().size();
        }

        @Override
        public boolean isReady() {
            return !isDumpStill;
        }

        @Override
        public Item.File nextFile() {
            return files.hasNext() ? files.next() : null;
        }

        @Override
        public Item.Change nextChange() {
            return later.hasNext() ? later.next() : null;
        }

        @Override
        public void close() {
            if (!isClosed) openDumps--;
            isClosed = true;
        }
    }

    private final class FakeChanges implements Source.Changes {
        private long next;

        FakeChanges(long from) {
            next = from;
        }

        @Override
        public Item next(long nanos) throws SourceException {
            if (isSilent) return null;
            while (next <= changes.size() && changes.get((int) next - 1) == null) next++;
            if (next > changes.size()) return null;
            if (next < oldest) {
                throw new SourceException(SourceException.Why.TOO_LATE, "too late", null);
            }
            Item.Change change = changes.get((int) next++ - 1);
            return change == HIDDEN ? new Item.Mark(next - 1, 0) : change;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
