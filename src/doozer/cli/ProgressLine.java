package doozer.cli;

import doozer.backup.Progress;
import java.io.PrintStream;
import java.util.Locale;

/** Shows how far long work is, to somebody at a terminal; to a pipe nothing. One thread's. */
final class ProgressLine implements Progress, AutoCloseable {
    private static final long EVERY_NANOS = 200_000_000;
    private static final double NANOS = 1e9;
    private static final int KIBI = 1024;

    private final String what;
    private final PrintStream to;
    private final long startNanos;
    private long shownNanos;
    private int width;

    /** One that shows it to that stream from now on; to null nothing. */
    ProgressLine(String what, PrintStream to, long nowNanos) {
        this.what = what;
        this.to = to;
        startNanos = nowNanos;
        shownNanos = nowNanos;
    }

    /** One for standard error, if that is a terminal. */
    static ProgressLine of(String what, Call call) {
        boolean isSeen = call.err() == System.err && Terminal.isStandardError();
        return new ProgressLine(what, isSeen ? call.err() : null, System.nanoTime());
    }

    @Override
    public void onProgress(long done, long total, long bytes) {
        if (to != null) show(new long[] {done, total, bytes}, System.nanoTime());
    }

    /** The same at that time. */
    void show(long[] doneTotalBytes, long nowNanos) {
        if (nowNanos - shownNanos < EVERY_NANOS) return;
        shownNanos = nowNanos;
        double seconds = (nowNanos - startNanos) / NANOS;
        long done = doneTotalBytes[0];
        long total = doneTotalBytes[1];
        StringBuilder line = new StringBuilder(what).append(": ").append(done);
        if (total > 0) line.append(" of ").append(total);
        line.append(" files, ").append(size(doneTotalBytes[2])).append(", ")
                .append(size((long) (doneTotalBytes[2] / seconds))).append("/s");
        if (total > done && done > 0) {
            line.append(", ").append(Math.round(seconds * (total - done) / done)).append(" s left");
        }
        int length = line.length();
        while (line.length() < width) line.append(' ');
        width = length;
        to.print("\r" + line);
        to.flush();
    }

    private static String size(long bytes) {
        if (bytes < KIBI) return bytes + " B";
        double number = bytes;
        int unit = -1;
        while (number >= KIBI && unit < 2) {
            number /= KIBI;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %siB", number, "KMG".charAt(unit));
    }

    /** Takes the line away. */
    @Override
    public void close() {
        if (to == null || width == 0) return;
        to.print("\r" + " ".repeat(width) + "\r");
        to.flush();
    }
}
