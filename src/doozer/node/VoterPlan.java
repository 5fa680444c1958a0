package doozer.node;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which change of voters comes next by itself, if any: rules R6 and R9. Stateless.
 *
 * <p>A voter that is gone is replaced in one change. Else the number grows towards the aim, to an
 * odd one. Else, with nobody to replace those that are gone, it shrinks, but not below three.
 */
final class VoterPlan {
    private static final int LEAST = 3;

    private VoterPlan() {
    }

    /**
     * The new voters, rising, or null to leave them as they are.
     *
     * @param voters those of now, rising
     * @param gone those of them that are silent for too long, or proved to be dead
     * @param ready members that could vote, the best first
     * @param aim how many there should be
     */
    static int[] next(int[] voters, List<Integer> gone, List<Integer> ready, int aim) {
        boolean isOdd = voters.length % 2 == 1 || voters.length < LEAST;
        if (isOdd && !gone.isEmpty() && !ready.isEmpty()) {
            return replaced(voters, gone.get(0), ready.get(0));
        }
        int grown = oddUpTo(Math.min(aim, voters.length + ready.size()));
        if (grown > voters.length) {
            ArrayList<Integer> more = new ArrayList<>(boxed(voters));
            more.addAll(ready.subList(0, grown - voters.length));
            return unboxed(more);
        }
        int shrunk = oddUpTo(voters.length - 1);
        if (shrunk < LEAST || gone.size() < voters.length - shrunk) return null;
        ArrayList<Integer> fewer = new ArrayList<>(boxed(voters));
        fewer.removeAll(gone.subList(0, voters.length - shrunk));
        return unboxed(fewer);
    }

    /** The same voters, one for another. */
    static int[] replaced(int[] voters, int old, int by) {
        ArrayList<Integer> changed = new ArrayList<>(boxed(voters));
        changed.remove((Integer) old);
        changed.add(by);
        return unboxed(changed);
    }

    /** The greatest odd number that is not above one from 1 on. */
    static int oddUpTo(int most) {
        return (most - 1) | 1;
    }

    private static List<Integer> boxed(int[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    private static int[] unboxed(List<Integer> numbers) {
        return numbers.stream().mapToInt(number -> number).sorted().toArray();
    }
}
