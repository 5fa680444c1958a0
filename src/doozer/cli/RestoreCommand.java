package doozer.cli;

import doozer.backup.ImportPlan;
import doozer.backup.Restore;
import doozer.backup.Restored;
import doozer.backup.Wanted;
import doozer.client.DoozerClient;
import doozer.client.RevisionMismatchException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** {@code restore}: brings files of a backup or journal into a running cluster. */
final class RestoreCommand implements Command {
    @Override
    public Usage usage() {
        return new Usage("<path>", 1, 1, "bring files of a backup into a running cluster", """
                Writes the files of a backup, or of the directory of a journal, into a cluster that
                runs, as new writes: they get new revisions. Files that are equal already are left
                alone. Files of sessions, and most below /ctl, are not brought back; it says so.
                What an open session owns stays as it is: then the status is 2.

                  -into /path  below that path; / for each under its own name
                  -dry-run     print what would change (+ new, ~ another body, - deleted) and
                               what the cluster would refuse, and change nothing
                  -delete      delete what is below -into, and not in the backup; files that a
                               session owns stay
                  -empty       with -delete, take a backup without files for what is wanted
                  -rev REV     the state of that revision
                  -at TIME     of a journal, the state of that time, as 2026-01-31T18:00:00Z
                  -format lines   <path> has lines REV|set|path|value and REV|del|path

                A server that is started with -restore has the revisions of the backup instead.
                """);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        if (call.text(OwnFlag.INTO) == null) {
            throw CommandException.usage("restore: where to? Give -into",
                    Help.use("restore", usage()));
        }
        Wanted wanted;
        try {
            wanted = wanted(call);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage("restore: " + e.getMessage());
        }
        if (wanted.isEmpty() && call.has(OwnFlag.DELETE) && !call.has(OwnFlag.EMPTY)) {
            throw CommandException.failed(call.argument(0) + " has no files, so -delete would"
                    + " leave nothing below " + call.text(OwnFlag.INTO) + "; if that is what you"
                    + " want, give -empty, too");
        }
        for (String what : wanted.leftOut()) call.err().print("Left out: " + what + "\n");
        try (DoozerClient client = call.connect()) {
            restore(client, ImportPlan.of(client, wanted, call.has(OwnFlag.DELETE)), call);
        } catch (RevisionMismatchException e) {
            call.err().print("Somebody changes files meanwhile; what was written stays. Run it"
                    + " again to do the rest.\n");
            throw e;
        }
    }

    private static void restore(DoozerClient client, ImportPlan plan, Call call)
            throws IOException, CommandException {
        if (plan.spared() > 0) {
            call.err().print("Not deleted: " + plan.spared() + " files of open sessions\n");
        }
        for (String path : plan.kept()) {
            call.err().print("Not overwritten: " + path + ": an open session owns it\n");
        }
        boolean isDryRun = call.has(OwnFlag.DRY_RUN);
        if (isDryRun) print(plan, call);
        for (String obstacle : plan.obstacles()) call.err().print(obstacle + "\n");
        if (!plan.obstacles().isEmpty()) {
            throw CommandException.failed("nothing was changed: the cluster would refuse "
                    + plan.obstacles().size() + " files; -delete makes room where a file or a"
                    + " directory is in the way");
        }
        if (!isDryRun) {
            try (ProgressLine progress = ProgressLine.of("restore", call)) {
                plan.apply(client, progress);
            }
            call.out().print(plan.changes().size() + " changes, " + plan.equal()
                    + " files were equal\n");
        }
        if (plan.kept().isEmpty()) return;
        throw CommandException.failed("not all is as it is wanted: open sessions own "
                + plan.kept().size() + " of the files; run it again when these have ended");
    }

    private static Wanted wanted(Call call) throws IOException, CommandException {
        Path path = Path.of(call.argument(0));
        String into = call.text(OwnFlag.INTO);
        String format = call.text(OwnFlag.FORMAT);
        if (format != null) {
            if (!format.equals("lines")) {
                throw CommandException.usage("-format \"" + format + "\" is not lines");
            }
            return Wanted.ofLines(path, into);
        }
        try (ProgressLine progress = ProgressLine.of("reading", call)) {
            Restore restore = Restore.from(path).onProgress(progress);
            if (call.text(OwnFlag.REV) != null) restore.atRevision(revision(call));
            if (call.text(OwnFlag.AT) != null) restore.atTime(time(call).toInstant());
            Restored restored = restore.read();
            for (String lost : restored.lost()) call.err().print("Missing: " + lost + "\n");
            if (restored.isLocal()) {
                call.err().print("This is what one node had: it may have been behind.\n");
            }
            return Wanted.of(restored, into);
        }
    }

    private static long revision(Call call) throws CommandException {
        try {
            return Long.parseLong(call.text(OwnFlag.REV));
        } catch (NumberFormatException e) {
            throw CommandException.usage("-rev \"" + call.text(OwnFlag.REV) + "\" is no revision");
        }
    }

    private static OffsetDateTime time(Call call) throws CommandException {
        try {
            return OffsetDateTime.parse(call.text(OwnFlag.AT));
        } catch (DateTimeParseException e) {
            throw CommandException.usage("-at \"" + call.text(OwnFlag.AT) + "\" is no time: give"
                    + " one as 2026-01-31T18:00:00Z, or with +01:00 for Z");
        }
    }

    private static void print(ImportPlan plan, Call call) throws IOException {
        for (ImportPlan.Change change : plan.changes()) {
            if (call.isJson()) {
                call.out().print(new Json().put("change", String.valueOf(change.mark()))
                        .put("path", change.path()).line());
            } else {
                call.out().print(change.mark() + " " + change.path() + "\n");
            }
        }
    }
}
