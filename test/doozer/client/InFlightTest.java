package doozer.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is known of the frames that a server has read. */
class InFlightTest {
    private final InFlight inFlight = new InFlight();

    @Test
    void anAnswerProvesThatAllBeforeItWereRead() {
        for (int tag = 1; tag <= 1000; tag++) inFlight.add(tag, 10);

        inFlight.removeUpTo(400);
        assertThat(inFlight.cost()).isEqualTo(6000);
        inFlight.removeUpTo(17);
        assertThat(inFlight.cost()).isEqualTo(6000);
        inFlight.removeUpTo(1000);
        assertThat(inFlight.cost()).isZero();
    }

    @Test
    void tagsMayWrapAroundAndHaveGaps() {
        for (int i = 0; i < 200; i += 2) inFlight.add(Integer.MAX_VALUE - 100 + i, 1);

        inFlight.removeUpTo(Integer.MAX_VALUE);
        assertThat(inFlight.cost()).isEqualTo(49);
        inFlight.removeUpTo(Integer.MAX_VALUE - 100 + 150);
        assertThat(inFlight.cost()).isEqualTo(24);
    }

    @Test
    void whatWasNeverSentProvesNothing() {
        inFlight.add(5, 1);
        inFlight.removeUpTo(6);

        assertThat(inFlight.cost()).isEqualTo(1);
    }
}
