package doozer.cli;

import doozer.client.DoozerClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** {@code top}: shows again and again what a node does. */
final class TopCommand implements Command {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final double SECOND_NANOS = 1e9;
    /** To the first place of the screen, and nothing behind it: what is there is written over. */
    private static final String HOME = "\033[H\033[J";

    @Override
    public Usage usage() {
        return new Usage("", 0, 0, "show what the node does, again and again", """
                Shows what the node that answers does: how much a second, how long it takes, who is
                in the cluster. On a terminal each screen takes the place of the one before. When
                its member ends, it goes on at another one.

                  -interval TIME  how long to count for each (1s)
                  -n COUNT        end after so many
                """);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        Duration interval = call.time(OwnFlag.INTERVAL, INTERVAL);
        if (interval.isZero()) throw CommandException.usage("-interval has to be longer than 0");
        long count = count(call.text(OwnFlag.COUNT));
        String begin = call.isSeen() ? HOME : "";
        String between = call.isSeen() ? HOME : "\n";
        try (DoozerClient client = call.follow()) {
            long thenNanos = System.nanoTime();
            InfoText then = InfoText.parse(client.info());
            for (long i = 0; i < count; i++) {
                TimeUnit.NANOSECONDS.sleep(interval.toNanos());
                long nowNanos = System.nanoTime();
                InfoText now = InfoText.parse(client.info());
                double seconds = (nowNanos - thenNanos) / SECOND_NANOS;
                call.out().print((i == 0 ? begin : between)
                        + new TopScreen(then, now, seconds).text());
                call.out().flush();
                then = now;
                thenNanos = nowNanos;
            }
        } catch (InterruptedException e) {
            // Who ends it has seen enough.
            Thread.currentThread().interrupt();
        }
    }

    private static long count(String text) throws CommandException {
        if (text == null) return Long.MAX_VALUE;
        Long count = InfoText.number(text);
        if (count != null && count > 0) return count;
        throw CommandException.usage("-n \"" + text + "\" is no number from 1 on");
    }
}
