package doozer.paxos;

import static doozer.paxos.Words.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The small parts that everything else stands on: ballots, configurations, sets and maps. */
class PartsTest {
    private static final int[] THREE = {1, 2, 3};

    @Test
    void ballotsCompareUnsigned() {
        // given rounds on both sides of the sign
        long low = Ballot.of(1, Integer.MAX_VALUE);
        long middle = Ballot.of(0x7FFF_FFFFL, 9);
        long high = Ballot.of(0x8000_0000L, 1);
        long highest = Ballot.of(0xFFFF_FFFFL, 2);

        // then they rise, first by the round, then by the member
        List<Long> rising = List.of(Ballot.NONE, low, middle, high, highest);
        for (int i = 0; i < rising.size(); i++) {
            for (int j = 0; j < rising.size(); j++) {
                assertThat(Ballot.isBelow(rising.get(i), rising.get(j))).isEqualTo(i < j);
                assertThat(Ballot.max(rising.get(i), rising.get(j)))
                        .isEqualTo(rising.get(Math.max(i, j)));
            }
        }
        assertThat(Ballot.isBelow(Ballot.of(5, 1), Ballot.of(5, 2))).isTrue();
        // and can be taken apart
        assertThat(Ballot.round(highest)).isEqualTo(0xFFFF_FFFFL);
        assertThat(Ballot.member(highest)).isEqualTo(2);
        assertThat(Ballot.member(low)).isEqualTo(Integer.MAX_VALUE);
        assertThat(Ballot.round(Ballot.NONE)).isZero();
    }

    @Test
    void highRoundsWinInTheProtocolToo() {
        // given a promise to a ballot beyond the sign
        Solo solo = Solo.of(2, THREE);
        long high = Ballot.of(0x8000_0000L, 1);
        long low = Ballot.of(5, 3);
        solo.receive(1, new Message.Prepare(high, 1));

        // when a lower one asks, it is refused; and a member stands above both
        solo.receive(3, new Message.Prepare(low, 1));
        assertThat(solo.sent(3, Message.Nack.class)).containsExactly(new Message.Nack(low, high));
        assertThat(solo.stand()).isEqualTo(Ballot.of(0x8000_0001L, 2));
    }

    @Test
    void ballotsOutOfRangeAreOurOwnFault() {
        assertThatThrownBy(() -> Ballot.of(0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Ballot.of(1L << 32, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Ballot.of(1, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Ballot.of(1, -1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void majorityIsMoreThanHalfOfTheVoters() {
        int[] majorities = {1, 2, 2, 3, 3, 4, 4};
        for (int count = 1; count <= 7; count++) {
            int[] voters = java.util.stream.IntStream.rangeClosed(1, count).toArray();
            Configuration configuration = new Configuration(1, 1, voters);
            assertThat(configuration.majority()).isEqualTo(majorities[count - 1]);

            // one fewer is none, however many others there are
            MemberSet members = new MemberSet();
            for (int i = 50; i < 60; i++) members.add(i);
            for (int i = 1; i <= configuration.majority(); i++) {
                assertThat(members.isMajorityOf(configuration)).isFalse();
                members.add(i);
                members.add(i);
            }
            assertThat(members.isMajorityOf(configuration)).isTrue();
            members.clear();
            assertThat(members.isMajorityOf(configuration)).isFalse();
            assertThat(members.has(1)).isFalse();
        }
    }

    @Test
    void configurationNamesEachVoterOnceRising() {
        for (int[] wrong : new int[][] {{}, {0}, {-1, 2}, {2, 1}, {1, 1}}) {
            assertThatThrownBy(() -> new Configuration(1, 1, wrong))
                    .isInstanceOf(IllegalStateException.class);
        }
        Configuration one = new Configuration(3, 9, THREE);
        assertThat(one.has(2)).isTrue();
        assertThat(one.has(4)).isFalse();
        assertThat(one).isEqualTo(new Configuration(3, 9, new int[] {1, 2, 3}))
                .hasSameHashCodeAs(new Configuration(3, 9, new int[] {1, 2, 3}))
                .isNotEqualTo(new Configuration(4, 9, THREE))
                .isNotEqualTo(new Configuration(3, 8, THREE))
                .isNotEqualTo(new Configuration(3, 9, new int[] {1, 2}))
                .hasToString("version 3 from slot 9 [1, 2, 3]");
    }

    @Test
    void changeTakesEffectAWindowLater() {
        // given a window of 4, and slot 10 applied
        Configurations configurations = new Configurations();
        configurations.restore(4, 10, List.of(new Configuration(1, 1, THREE)));
        long before = configurations.changes();

        // when slot 11 brings other voters
        configurations.schedule(2, new int[] {3, 4, 5});
        configurations.onApplied(11);

        // then slots up to 14 are of the old, 15 is of the new, and 16 is not known
        assertThat(configurations.at(12).version()).isEqualTo(1);
        assertThat(configurations.at(14).version()).isEqualTo(1);
        assertThat(configurations.at(15)).isEqualTo(new Configuration(2, 15, new int[] {3, 4, 5}));
        assertThat(configurations.isKnown(16)).isFalse();
        assertThatThrownBy(() -> configurations.at(16)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> configurations.at(11)).isInstanceOf(IllegalStateException.class);
        assertThat(configurations.voters()).containsExactly(1, 2, 3, 4, 5);
        assertThat(configurations.has(1)).isTrue();
        assertThat(configurations.changes()).isEqualTo(before + 1);

        // when slot 14 is applied, then the old is gone
        for (long s = 12; s <= 14; s++) configurations.onApplied(s);
        assertThat(configurations.isScheduled()).isFalse();
        assertThat(configurations.current().version()).isEqualTo(2);
        assertThat(configurations.has(1)).isFalse();
        assertThat(configurations.changes()).isEqualTo(before + 2);
    }

    @Test
    void changesOfOneSlotTakeEffectTogether() {
        // given a window of 2, and two changes in slot 1
        Configurations configurations = new Configurations();
        configurations.restore(2, 0, List.of(new Configuration(1, 1, THREE)));
        configurations.schedule(2, new int[] {4});
        configurations.schedule(3, new int[] {5});
        configurations.onApplied(1);

        // then the last one counts in slot 3
        assertThat(configurations.at(2).version()).isEqualTo(1);
        assertThat(configurations.at(3).version()).isEqualTo(3);
        configurations.onApplied(2);
        assertThat(configurations.known()).extracting(Configuration::version).containsExactly(3L);
    }

    @Test
    void configurationsAreRestoredWhole() {
        // given a configuration in force, and one scheduled
        List<Configuration> known = List.of(new Configuration(4, 90, THREE),
                new Configuration(5, 103, new int[] {1, 2, 4}));
        Configurations configurations = new Configurations();
        assertThat(configurations.isEmpty()).isTrue();
        configurations.restore(4, 100, known);

        // then both hold where they did
        assertThat(configurations.at(102).version()).isEqualTo(4);
        assertThat(configurations.at(104).version()).isEqualTo(5);
        assertThat(configurations.last().version()).isEqualTo(5);
        assertThatThrownBy(() -> configurations.schedule(5, THREE))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> configurations.onApplied(102))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> configurations.restore(4, 88, known))
                .isInstanceOf(IllegalStateException.class);
        // and another window would make other configurations of them
        assertThatThrownBy(() -> configurations.restore(8, 100, known))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void slotMapIsAMapAboveItsFloor() {
        // given the same calls to it and to a map that is surely one
        SplittableRandom dice = new SplittableRandom(7);
        SlotMap<Value> map = new SlotMap<>();
        TreeMap<Long, Value> model = new TreeMap<>();
        long floor = 0;
        long highest = 0;
        for (int i = 0; i < 20_000; i++) {
            if (dice.nextInt(4) == 0) {
                floor += dice.nextInt(dice.nextInt(20) == 0 ? 200 : 12);
                map.dropUpTo(floor);
                model.headMap(floor, true).clear();
            } else {
                long slot = floor + 1 + dice.nextInt(dice.nextInt(20) == 0 ? 300 : 20);
                Value value = word("w" + i);
                map.put(slot, value);
                model.put(slot, value);
                highest = Math.max(highest, slot);
            }
            // then they agree
            long probe = floor - 20 + dice.nextInt(400);
            assertThat(map.get(probe)).isEqualTo(model.get(probe));
            if (i % 100 == 0) {
                for (long s = floor; s < floor + 400; s++) {
                    assertThat(map.get(s)).isSameAs(model.get(s));
                }
            }
            assertThat(map.highest()).isEqualTo(Math.max(highest, floor));
        }
        long belowAll = floor;
        assertThatThrownBy(() -> map.put(belowAll, word("late")))
                .isInstanceOf(IllegalStateException.class);
    }
}
