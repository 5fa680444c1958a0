package doozer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What somebody at a terminal sees of long work. */
class ProgressLineTest {
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

    private static long after(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void filesBytesRateAndWhatIsLeftAreShown() {
        try (ProgressLine line = new ProgressLine("backup", new PrintStream(seen), 0)) {
            line.show(new long[] {1, 100, 10}, after(100));
            line.show(new long[] {25, 100, 4 << 20}, after(1000));
            line.show(new long[] {26, 100, 4 << 20}, after(1100));
            line.show(new long[] {50, 0, 300}, after(2000));
        }

        String last = "backup: 50 files, 300 B, 150 B/s";
        String first = "backup: 25 of 100 files, 4.0 MiB, 4.0 MiB/s, 3 s left";
        String blanks = " ".repeat(first.length() - last.length());
        assertThat(seen.toString()).isEqualTo("\r" + first + "\r" + last + blanks
            + "\r" + " ".repeat(last.length()) + "\r");
    }

    @Test
    void pipeSeesNothing() {
        try (ProgressLine line = new ProgressLine("backup", null, 0)) {
            line.onProgress(1, 2, 3);
        }
        assertThat(seen.size()).isZero();
    }
}
