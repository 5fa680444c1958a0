package doozer.client;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.client.Silence.Verdict;
import doozer.wire.Address;
import doozer.wire.Verb;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a client of a cluster decides, without a socket or a clock. */
class ClientPartsTest {
    private static final Address A = new Address("a", 1);
    private static final Address B = new Address("b", 1);
    private static final Address C = new Address("c", 1);

    @Test
    void silenceOfWhoIsNotAskedIsNothing() {
        Silence silence = new Silence(100);
        for (int now = 0; now < 1000; now += 50) {
            assertThat(silence.look(now, 0, false)).isEqualTo(Verdict.WAIT);
        }
        // The wait begins with the first look that sees it.
        assertThat(silence.look(1000, 0, true)).isEqualTo(Verdict.WAIT);
        assertThat(silence.look(1099, 0, true)).isEqualTo(Verdict.WAIT);
        assertThat(silence.look(1100, 0, true)).isEqualTo(Verdict.ASK);
    }

    @Test
    void whoDoesNotAnswerASignOfLifeIsGivenUp() {
        Silence silence = new Silence(100);
        silence.look(0, 0, true);
        assertThat(silence.look(100, 0, true)).isEqualTo(Verdict.ASK);
        assertThat(silence.look(199, 0, true)).isEqualTo(Verdict.WAIT);
        assertThat(silence.look(200, 0, true)).isEqualTo(Verdict.GIVE_UP);
    }

    @Test
    void whoDoesIsAskedAgainLater() {
        Silence silence = new Silence(100);
        silence.look(0, 0, true);
        assertThat(silence.look(100, 0, true)).isEqualTo(Verdict.ASK);
        assertThat(silence.look(200, 110, true)).isEqualTo(Verdict.WAIT);
        assertThat(silence.look(210, 110, true)).isEqualTo(Verdict.ASK);
        assertThat(silence.look(310, 110, true)).isEqualTo(Verdict.GIVE_UP);
    }

    @Test
    void pausesGrowUpToABoundAndDiffer() {
        Backoff backoff = new Backoff(100, 1000, new Random(1));
        long[] bounds = {100, 200, 400, 800, 1000, 1000};
        for (long bound : bounds) {
            assertThat(backoff.nextNanos()).isBetween(bound / 2, bound);
        }
        assertThat(new Backoff(1 << 20, 1 << 30, new Random(1)).nextNanos())
                .isNotEqualTo(new Backoff(1 << 20, 1 << 30, new Random(2)).nextNanos());
    }

    @Test
    void whoFailedLastIsTriedLast() {
        AddressBook book = new AddressBook(List.of(A), new Random(1));
        book.learn(List.of(B, C, new Address("0.0.0.0", 1)));
        book.onFailure(A);
        book.onFailure(B);
        assertThat(book.round()).containsExactly(C, A, B);
        book.onFailure(A);
        book.onSuccess(B);
        assertThat(book.round()).hasSize(3).endsWith(A);
        // One that is no member any more is forgotten, but never one that the caller has named.
        book.learn(List.of(B));
        assertThat(book.round()).containsExactly(B, A);
    }

    @Test
    void onlyWhatChangesNothingIsAskedTwice() {
        for (Verb verb : Verb.values()) {
            boolean isWrite = Repeats.isWrite(verb);
            assertThat(Repeats.afterLoss(verb, true)).as(verb.name()).isEqualTo(!isWrite);
            assertThat(Repeats.afterLoss(verb, false)).as(verb.name())
                    .isEqualTo(verb != Verb.LEAVE && verb != Verb.RECOVER);
        }
        assertThat(Repeats.isWrite(Verb.TXN)).isTrue();
        assertThat(Repeats.afterNoQuorum(Verb.GET)).isTrue();
        assertThat(Repeats.afterNoQuorum(Verb.SET)).isFalse();
        assertThat(Repeats.afterNoQuorum(Verb.KEEP)).isTrue();
    }
}
