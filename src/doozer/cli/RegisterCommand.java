package doozer.cli;

import doozer.client.DoozerClient;
import doozer.client.recipes.PersistentFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** {@code register}: keeps a file there for as long as it runs. */
final class RegisterCommand implements Command {
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    @Override
    public Usage usage() {
        return new Usage("<path> <value>", 2, 2, "keep a file there while this runs", """
                Writes a file with that value that is deleted when this ends, however it ends: at
                once if it can say so, and else -ttl (10s) later. Prints its revision once it is
                there. If somebody else's file is there it waits, for -t at most, until that is
                gone. A file that is deleted by others, or was lost while the cluster could not be
                reached, is written again. Runs until it is told to end.
                """);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        byte[] value = call.argument(1).getBytes(StandardCharsets.UTF_8);
        try (DoozerClient client = call.followForGood();
                PersistentFile file = PersistentFile.of(client, call.argument(0), value,
                        call.ttl())) {
            Runtime.getRuntime().addShutdownHook(new Thread(file::close, "takes the file away"));
            if (!file.await(call.timeout() == null ? FOR_EVER : call.timeout())) {
                throw CommandException.failed("wait timeout");
            }
            call.out().print(file.token()).print("\n").flush();
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
