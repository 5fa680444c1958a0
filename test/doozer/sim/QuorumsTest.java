package doozer.sim;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.paxos.Configuration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When the simulator calls a quorum lost: {@link Quorums#suffices}. */
class QuorumsTest {
    private static final List<Configuration> CHAIN = List.of(
            new Configuration(4, 297, new int[] {2, 3, 5}),
            new Configuration(5, 366, new int[] {2, 3, 4}),
            new Configuration(6, 443, new int[] {2, 3}));

    @Test
    void whoIsBehindInTheNewestKeepsNobodyOfLongAgo() {
        // given 3 and 4 know all that 5 has voted for, and 2, one of the newest two, does not
        Map<Integer, Long> applied = Map.of(2, 250L, 3, 442L, 4, 442L, 5, 380L);

        // then 5 may go, and so may whoever still has two of the three after it
        assertThat(Quorums.suffices(CHAIN, applied, Set.of(2, 3, 4))).isTrue();
        assertThat(Quorums.suffices(CHAIN, applied, Set.of(2, 3))).isTrue();

        // and neither of the newest two
        assertThat(Quorums.suffices(CHAIN, applied, Set.of(3, 4, 5))).isFalse();
    }

    @Test
    void whoseSlotsAreNotKnownToAMajorityAfterwardsIsNeeded() {
        // given of those after 5 only 3 knows what 5 has voted for
        Map<Integer, Long> applied = Map.of(2, 250L, 3, 442L, 4, 364L, 5, 380L);
        List<Configuration> chain = List.of(
                new Configuration(4, 297, new int[] {5}),
                new Configuration(5, 366, new int[] {2, 3, 4}));

        // then 5 is needed, though all the others are there
        assertThat(Quorums.suffices(chain, applied, Set.of(2, 3, 4))).isFalse();
        assertThat(Quorums.suffices(chain, applied, Set.of(2, 3, 4, 5))).isTrue();
    }

    @Test
    void whoIsGoneCountsAsLongAsAMajorityIsLeft() {
        // given 2 and 3 know what was before them, and 2 is gone
        Map<Integer, Long> applied = Map.of(2, 365L, 3, 365L, 4, 0L, 5, 365L);

        // then 3 can tell 4
        assertThat(Quorums.suffices(CHAIN.subList(0, 2), applied, Set.of(3, 4))).isTrue();
    }
}
