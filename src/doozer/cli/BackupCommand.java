package doozer.cli;

import doozer.backup.Backup;
import doozer.backup.Inspection;
import doozer.client.DoozerClient;
import doozer.wire.Version;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** {@code backup}: writes all files of one revision to a file, or looks at such a file. */
final class BackupCommand implements Command {
    @Override
    public Usage usage() {
        return new Usage("<file>", 1, 2, "write all files of one revision to a file", """
                backup <file>          Writes all files of the present revision, with their
                                       revisions and owners, to <file>; - is standard output.
                                       If anything fails <file> is as it was before.
                backup info <path>     Tells what a backup, or the directory of a journal, is.
                backup verify <path>   Reads and checks all of it.

                A file that is called info or verify is named ./info or ./verify.

                  -history  the changes before it, too, as far as the node keeps them
                  -local    what one node has, even without a quorum; it may be behind
                  -text     text to read and compare, which cannot be restored
                  -t TIME   give up when the cluster gives nothing for so long; without: 30s

                doc/backup.md tells how to run it, doc/backup-format.md what is in the file.
                """);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        String first = call.argument(0);
        if (first.equals("info") || first.equals("verify")) {
            if (call.arguments().size() < 2) {
                throw CommandException.usage("backup " + first + ": of which file? To write one of"
                        + " that name, give ./" + first, Help.use("backup", usage()));
            }
            Path path = Path.of(call.argument(1));
            print(first.equals("info") ? Inspection.info(path) : Inspection.verify(path), call);
            return;
        }
        if (call.arguments().size() > 1) {
            throw CommandException.usage("backup: wrong number of arguments",
                    Help.use("backup", usage()));
        }
        if (call.has(OwnFlag.LOCAL)) {
            call.err().print("This is what one node has: it may be BEHIND the cluster.\n");
        }
        try (DoozerClient client = call.connect();
                ProgressLine progress = ProgressLine.of("backup", call)) {
            Backup backup = backup(client, call).withProgress(progress);
            if (first.equals("-")) toStandardOutput(backup, call);
            else toFile(backup, Path.of(first), call);
        }
    }

    private static Backup backup(DoozerClient client, Call call) {
        Backup backup = call.timeout() == null ? Backup.of(client, Version.text())
                : Backup.of(client, Version.text(), call.timeout());
        if (call.has(OwnFlag.HISTORY)) backup.withHistory();
        if (call.has(OwnFlag.LOCAL)) backup.withLocal();
        if (call.has(OwnFlag.TEXT)) backup.withText();
        return backup;
    }

    private static void toFile(Backup backup, Path file, Call call)
            throws IOException, CommandException {
        Thread hook = new Thread(() -> {
            if (!backup.abandon()) return;
            call.err().print("Error: told to end: no backup was made, " + file + " is as it was\n");
            call.err().flush();
        }, "removes the temporary file");
        Runtime.getRuntime().addShutdownHook(hook);
        Backup.Taken taken;
        try {
            taken = backup.to(file);
        } catch (IOException e) {
            throw CommandException.failed("no backup was made, " + file + " is as it was: "
                    + Failure.text(e));
        } finally {
            remove(hook);
        }
        if (call.isJson()) {
            call.out().print(new Json().put("cluster", taken.cluster())
                    .put("identity", taken.identity()).put("rev", taken.revision())
                    .put("files", taken.files()).put("changes", taken.changes())
                    .put("bytes", taken.bytes()).line());
        } else {
            call.out().print("revision " + taken.revision() + ", " + taken.files() + " files, "
                    + taken.bytes() + " bytes\n");
        }
    }

    static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is running already.
        }
    }

    private static void toStandardOutput(Backup backup, Call call)
            throws IOException, CommandException {
        try {
            backup.to(new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                    call.out().print(new byte[] {(byte) one});
                }

                @Override
                public void write(byte[] bytes, int from, int count) throws IOException {
                    call.out().print(Arrays.copyOfRange(bytes, from, from + count));
                }

                @Override
                public void flush() throws IOException {
                    call.out().flush();
                }
            });
        } catch (Out.LostException e) {
            // Whoever wanted a backup has none: not the harmless end that it is elsewhere.
            throw CommandException.failed("no whole backup was written: " + e.getMessage());
        }
    }

    private static void print(Map<String, String> facts, Call call) throws IOException {
        Json json = new Json();
        StringBuilder text = new StringBuilder();
        facts.forEach((name, value) -> {
            json.put(name, value);
            text.append(name).append(' ').append(value).append('\n');
        });
        call.out().print(call.isJson() ? json.line() : text.toString());
    }
}
