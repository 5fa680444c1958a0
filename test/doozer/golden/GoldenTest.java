package doozer.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The client protocol as the original was recorded speaking it, line by line, over real TCP. */
class GoldenTest {
    private static final int LINES = 671;

    @Test
    void everyLineIsAnsweredAsRecordedOrAsListed() {
        // given
        Differences differences = Differences.read();
        Tally tally = new Tally();

        // when every recorded server is played to one of ours
        for (List<Line> lines : Line.byServer().values()) Replay.run(lines, differences, tally);

        // then
        System.out.println("golden.jsonl, " + tally);
        assertThat(tally.failures()).isEmpty();
        assertThat(differences.unused()).as("listed without need").isEmpty();
        assertThat(tally.lines()).isEqualTo(LINES);
    }

    @Test
    void recordedBytesAreReadAsTheirRecorderReadThem() {
        for (Line line : Line.all()) {
            // given the bytes, and what whoever recorded them took them for
            List<Message> read = line.responses();

            // then both are the same, byte for byte
            assertThat(read).as(line.name()).isEqualTo(line.describedResponses());
        }
    }
}
