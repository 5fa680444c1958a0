package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which change of voters comes next by itself: rules R6 and R9. */
class ClusterVoterPlanTest {

    private static List<Integer> numbers(String text) {
        return text.isBlank() ? List.of()
                : Arrays.stream(text.strip().split(" ")).map(Integer::valueOf).toList();
    }

    private static int[] voters(List<Integer> numbers) {
        return numbers.stream().mapToInt(number -> number).toArray();
    }

    /** The voters; those of them gone; who is ready, the best first; the aim; what comes of it. */
    @ParameterizedTest
    @ValueSource(strings = {
        // It grows to an odd number, in one change.
        "1; ; 2; 3; same", "1; ; 2 3; 3; 1 2 3", "1; ; 3 2; 3; 1 2 3", "1; ; 2 3 4; 3; 1 2 3",
        "1; ; 2 3 4; 5; 1 2 3", "1; ; 2 3 4 5; 5; 1 2 3 4 5", "1 2; ; 3; 3; 1 2 3",
        "1 2; ; 4 3; 3; 1 2 4", "1 2 3; ; 4; 5; same", "1 2 3; ; 4 5; 5; 1 2 3 4 5",
        "1 2 3; ; 4 5; 4; same", "1 2 3 4; ; 5; 5; 1 2 3 4 5", "1 2 3; ; 4 5 6; 7; 1 2 3 4 5",
        "1 2 3; ; 4 5 6 7; 7; 1 2 3 4 5 6 7",
        // It does not grow beyond the aim, nor shrink to it.
        "1; ; 2 3; 1; same", "1; ; 2 3; 2; same", "1 2 3; ; 4 5; 3; same",
        "1 2 3 4; ; 5; 4; same", "1 2 3 4 5; ; 6; 3; same", "1 2 3 4 5; 5; ; 3; same",
        // A replacement comes first, one for one, by the best of those who could.
        "1 2 3; 2; 4; 3; 1 3 4", "1 2 3; 2; 5 4; 3; 1 3 5", "1 2 3; 1 2; 4 5; 3; 2 3 4",
        "1 2 3; 3; 4 5 6; 5; 1 2 4", "1 2 3 4 5; 2 3; 6; 5; 1 3 4 5 6",
        "1 2 3 4 5 6 7; 1 2; 8; 7; 2 3 4 5 6 7 8",
        // It shrinks only where all who are left out are gone, and never below three.
        "1 2 3 4 5 6 7; 1; ; 7; same", "1 2 3 4 5 6 7; 1 2; ; 7; 3 4 5 6 7",
        "1 2 3 4 5 6 7; 1 2 3; ; 7; 3 4 5 6 7", "1 2 3 4 5 6; 4; ; 7; 1 2 3 5 6",
        "1 2 3 4 5; 4; ; 5; same", "1 2 3 4 5; 4 5; ; 5; 1 2 3", "1 2 3 4; 4; ; 3; 1 2 3",
        "1 2 3 4; ; ; 3; same", "1 2 3; 3; ; 3; same", "1 2 3; 2 3; ; 3; same",
        "1 2; 2; ; 3; same", "1; ; ; 3; same",
    })
    void nextChangeIs(String line) {
        String[] part = line.split(";");
        List<Integer> voters = numbers(part[0]);
        int[] next = VoterPlan.next(voters(voters), numbers(part[1]), numbers(part[2]),
                Integer.parseInt(part[3].strip()));
        String expected = part[4].strip();
        if (expected.equals("same")) assertThat(next).isNull();
        else assertThat(next).containsExactly(voters(numbers(expected)));
    }

    @Test
    void everyChangeKeepsToTheRules() {
        for (int count = 1; count <= 7; count++) {
            for (int gone = 0; gone <= count; gone++) {
                for (int ready = 0; ready <= 4; ready++) {
                    for (int aim = 1; aim <= 7; aim++) hold(count, gone, ready, aim);
                }
            }
        }
    }

    /** Voters 1 to count, the last of them gone, and others ready. */
    private static void hold(int count, int gone, int ready, int aim) {
        List<Integer> voters = IntStream.rangeClosed(1, count).boxed().toList();
        List<Integer> lost = voters.subList(count - gone, count);
        List<Integer> others = IntStream.rangeClosed(11, 10 + ready).boxed().toList();
        int[] next = VoterPlan.next(voters(voters), lost, others, aim);
        if (next == null) return;
        TreeSet<Integer> left = new TreeSet<>(voters);
        TreeSet<Integer> added = new TreeSet<>();
        for (int voter : next) {
            if (!left.remove(voter)) added.add(voter);
        }
        String what = count + " voters, gone " + lost + ", ready " + others + ", aim " + aim
                + ": " + Arrays.toString(next);
        assertThat(next).as(what).isSorted().doesNotHaveDuplicates();
        assertThat(lost).as(what).containsAll(left);
        assertThat(others).as(what).containsAll(added);
        if (next.length == count) {
            assertThat(added).as(what).hasSize(1);
        } else {
            assertThat(next.length % 2).as(what).isEqualTo(1);
            if (next.length > count) assertThat(next.length).as(what).isLessThanOrEqualTo(aim);
            else assertThat(next.length).as(what).isBetween(Math.max(3, count - 2), count - 1);
        }
    }
}
