package doozer.cli;

import doozer.backup.BackupException;
import doozer.backup.Journal;
import doozer.backup.JournalOptions;
import doozer.client.DoozerClient;
import doozer.wire.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** {@code journal}: writes every change into a directory. */
final class JournalCommand implements Command {
    private static final long PATIENCE_MILLIS = 10_000;
    private static final Duration REPORT = Duration.ofSeconds(10);

    @Override
    public Usage usage() {
        return new Usage("<dir>", 1, 1, "write every change into a directory", """
                Follows the cluster for ever, and writes every change into <dir>, and a snapshot
                now and then. Begun again, however it has ended, it goes on where it was.

                  -sync each           force each batch of changes to the disk before the next
                  -sync 100ms          a change may be unforced for so long; without: each
                  -roll 64m            how long a segment is
                  -snapshot 1h         a snapshot after so much time, if anything has changed
                  -snapshot-bytes 256m and after so many bytes of changes
                  -keep-bytes 10g      delete old snapshots and segments above that; without: never
                  -keep-age 168h       delete what is not needed for any state since then
                  -report 10s          tell how far it is, also where nobody sees it
                  -t 30s               give a snapshot up, and try again later, when the cluster
                                       gives nothing of it for so long

                <dir>/status tells the same, once a second, as text for Prometheus. A size is a
                number of bytes, or ends with k, m or g. Exit status 4: another cluster answers.
                """);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        JournalOptions options = options(call);
        Journal journal = Journal.of(Path.of(call.argument(0)), options,
                () -> connect(call), line -> print(call, line));
        Thread hook = new Thread(() -> journal.stop(PATIENCE_MILLIS), "ends the journal");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            journal.run();
        } catch (BackupException e) {
            boolean isOther = e.kind() == BackupException.Kind.OTHER_CLUSTER;
            throw isOther ? CommandException.otherCluster(e.getMessage())
                    : CommandException.failed(e.getMessage());
        } catch (IOException e) {
            throw CommandException.failed("the journal has ended, and what it had forced is good: "
                    + Failure.text(e));
        } finally {
            BackupCommand.remove(hook);
        }
    }

    private static DoozerClient connect(Call call) throws IOException {
        try {
            return call.followForGood();
        } catch (CommandException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void print(Call call, String line) {
        call.err().print(line + "\n");
        call.err().flush();
    }

    private static JournalOptions options(Call call) throws CommandException {
        JournalOptions usual = JournalOptions.USUAL;
        boolean isSeen = call.err() == System.err && Terminal.isStandardError();
        boolean isEach = "each".equals(call.text(OwnFlag.SYNC));
        Duration sync = isEach ? Duration.ZERO : call.time(OwnFlag.SYNC, Duration.ZERO);
        if (call.timeout() != null) usual = usual.withPatience(call.timeout());
        return usual.withProgram(Version.text()).withSync(sync)
                .withRoll(call.size(OwnFlag.ROLL, usual.rollBytes()))
                .withSnapshots(call.size(OwnFlag.SNAPSHOT_BYTES, usual.snapshotBytes()),
                        call.time(OwnFlag.SNAPSHOT, usual.snapshotEvery()))
                .keeping(call.size(OwnFlag.KEEP_BYTES, usual.keepBytes()),
                        call.time(OwnFlag.KEEP_AGE, null))
                .withReport(call.time(OwnFlag.REPORT, isSeen ? REPORT : null));
    }
}
