package doozer.tree;

import java.util.Arrays;

/**
 * A walk over the files of one tree that a glob matches, owned by the thread that uses it. It goes
 * depth first, the names of each directory in byte order, so that {@code /wo/a/c} comes before
 * {@code /wo/a-b}. The tree under it never changes, so it may rest for as long as its owner likes.
 *
 * <p>It goes only where a match can be. The literal beginning of the glob is followed straight
 * down; a literal name is looked up, a literal beginning of a name is sought; a directory in which
 * no state of the automaton survives is not entered. Where everything matches, files are counted
 * instead of visited, so that an offset costs O(log n) a directory. What remains is work in
 * proportion to the entries whose names have to be read, and a budget cuts that into pieces.
 *
 * <p>Paths may be thousands of levels deep: the way down is a stack of its own, no recursion.
 */
public final class Walk {
    /** What an advance came to. */
    public enum Step {
        /** Stands on a file that matches. */
        FOUND,
        /** There is no further match. */
        END,
        /** The budget is used up: call again. */
        PAUSED
    }

    private static final int FIRST_FRAMES = 8;

    private final Automaton automaton;
    private final Cursor cursor = new Cursor();
    /** The plans of the states in which directories were entered, as they come up. */
    private final Plan[] plans;
    private final long[] scratch;
    /** The path of the directory we are in, with a slash at its end. */
    private final StringBuilder prefix = new StringBuilder();
    private Frame[] frames = new Frame[FIRST_FRAMES];
    private int depth;
    private long toSkip;
    private Node found;

    /** One directory on the way down, owned by its walk, which uses it again for others. */
    private static final class Frame {
        /** The states in which the names are read, if they are. */
        final long[] states;
        Plan plan;
        Node names;
        /** The ranks, among the sought entries, of the next to look at and of the first beyond. */
        int next;
        int end;
        int prefixLength;

        Frame(int words) {
            states = new long[words];
        }
    }

    Walk(Tree tree, Glob glob) {
        automaton = glob.automaton();
        plans = new Plan[automaton.tokens().length() + 1];
        scratch = automaton.start();
        String base = glob.tokens().substring(0, glob.base());
        prefix.append(base);
        String directory = base.length() == 1 ? base : base.substring(0, base.length() - 1);
        if (tree.find(directory) instanceof Directory top) {
            enter(top, planOf(scratch));
        }
    }

    /**
     * Passes over so many matching files before the next one that is found, beside those that are
     * to be passed over already. Takes effect with the next advance.
     *
     * @param matches 0 or more
     * @return this walk
     */
    public Walk skip(long matches) {
        Check.that(matches >= 0, "a walk skips forwards only");
        toSkip += matches;
        return this;
    }

    /**
     * Goes on to the next match.
     *
     * @param budget about how many nodes of balanced trees to touch at most before a pause; reading
     *     a long name with a long glob counts as several. Each call gets on, whatever the budget
     */
    public Step advance(int budget) {
        found = null;
        long limit = cursor.visited() + budget;
        while (depth > 0) {
            Frame frame = frames[depth - 1];
            if (toSkip > 0) skipCounted(frame);
            if (frame.next >= frame.end) {
                leave();
            } else if (matches(frame, cursor.next())) {
                return Step.FOUND;
            }
            if (cursor.visited() >= limit && depth > 0) return Step.PAUSED;
        }
        return Step.END;
    }

    /** The path of the file found. Only after FOUND. */
    public String path() {
        Check.that(found != null, "a walk has a path only after FOUND");
        String path = prefix.append(found.name).toString();
        prefix.setLength(frames[depth - 1].prefixLength);
        return path;
    }

    /** The file found. Only after FOUND. */
    public FileEntry file() {
        Check.that(found != null, "a walk has a file only after FOUND");
        return (FileEntry) found.entry;
    }

    /** How many nodes of balanced trees have been touched so far: what budgets are measured in. */
    public long visited() {
        return cursor.visited();
    }

    /** Looks at one entry: enters a directory, or says whether a file is the next match. */
    private boolean matches(Frame frame, Node node) {
        frame.next++;
        Plan.Match match = frame.plan.match();
        boolean isFile = node.entry instanceof FileEntry;
        if (match == Plan.Match.BY_NAME) {
            if (!survives(frame, node.name, isFile)) return false;
            if (!isFile) descend(node, planOf(scratch));
        } else if (!isFile) {
            Check.that(match == Plan.Match.EVERYTHING, "only files are counted as files");
            descend(node, Plan.ALL);
        }
        if (!isFile) return false;
        if (toSkip > 0) {
            toSkip--;
            return false;
        }
        found = node;
        return true;
    }

    /** Reads a name: whether its file matches, or else whether a match may be below it. */
    private boolean survives(Frame frame, String name, boolean isFile) {
        // A word of states over 64 characters is worth a node: long names and long globs are work.
        cursor.charge(name.length() * scratch.length / Long.SIZE);
        System.arraycopy(frame.states, 0, scratch, 0, scratch.length);
        for (int i = 0; i < name.length(); i++) automaton.step(scratch, name.charAt(i));
        if (isFile) return automaton.accepts(scratch);
        automaton.step(scratch, '/');
        return !automaton.isEmpty(scratch);
    }

    private Plan planOf(long[] states) {
        if (automaton.acceptsAll(states)) return Plan.ALL;
        int state = automaton.lowest(states);
        if (plans[state] == null) plans[state] = Plan.of(automaton.tokens(), state);
        return plans[state];
    }

    private void descend(Node node, Plan plan) {
        prefix.append(node.name).append('/');
        enter((Directory) node.entry, plan);
    }

    /** Stands before the first entry of a directory that may match; the states are in scratch. */
    private void enter(Directory directory, Plan plan) {
        if (depth == frames.length) frames = Arrays.copyOf(frames, 2 * depth);
        if (frames[depth] == null) frames[depth] = new Frame(scratch.length);
        Frame frame = frames[depth++];
        Node names = directory.names();
        frame.plan = plan;
        frame.names = names;
        frame.prefixLength = prefix.length();
        frame.next = plan.from() == null ? 0 : cursor.rank(names, plan.sought(), plan.from());
        frame.end = plan.to() == null ? plan.sought().count(names)
                : cursor.rank(names, plan.sought(), plan.to());
        Check.that(frame.next <= frame.end, "a plan's names are in order");
        if (plan.match() == Plan.Match.BY_NAME) {
            System.arraycopy(scratch, 0, frame.states, 0, scratch.length);
        }
        cursor.seek(names, plan.sought(), frame.next);
    }

    private void leave() {
        Frame done = frames[--depth];
        done.names = null;
        if (depth == 0) return;
        Frame frame = frames[depth - 1];
        prefix.setLength(frame.prefixLength);
        cursor.seek(frame.names, frame.plan.sought(), frame.next);
    }

    /** Passes over what is counted: files that all match, or whole directories. */
    private void skipCounted(Frame frame) {
        switch (frame.plan.match()) {
            case BY_NAME -> {
                return;
            }
            case FILES -> {
                long passed = Math.min(toSkip, frame.end - frame.next);
                frame.next += (int) passed;
                toSkip -= passed;
            }
            case EVERYTHING -> skipEverything(frame);
        }
        cursor.seek(frame.names, frame.plan.sought(), frame.next);
    }

    private void skipEverything(Frame frame) {
        long before = cursor.filesBefore(frame.names, frame.next);
        long inside = cursor.filesBefore(frame.names, frame.end) - before;
        if (toSkip >= inside) {
            frame.next = frame.end;
            toSkip -= inside;
            return;
        }
        int rank = cursor.rankOfFile(frame.names, before + toSkip);
        toSkip -= cursor.filesBefore(frame.names, rank) - before;
        frame.next = rank;
        Check.that(toSkip >= 0, "no more is skipped than was asked for");
    }
}
