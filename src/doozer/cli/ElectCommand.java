package doozer.cli;

import doozer.client.DoozerClient;
import doozer.client.NoQuorumException;
import doozer.client.OutcomeUnknownException;
import doozer.client.Session;
import doozer.client.SessionLostException;
import doozer.client.recipes.DistributedLock;
import doozer.client.recipes.Held;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code elect}: runs a program while it is the leader, over and over. */
final class ElectCommand implements Command {
    private static final long PAUSE_MILLIS = 500;

    @Override
    public Usage usage() {
        return new Usage("<path> -- command", 2, Integer.MAX_VALUE,
                "run a command while elected leader", """
                Stands for leader among all who do so at the directory <path>, and runs the
                command, without a shell, when elected; with DOOZER_TOKEN and DOOZER_HELD as in
                "doozer lock". When the leadership is lost (the cluster was not reached for -ttl,
                10s) the command is told to end, and killed before another leads; then it stands
                again. When the command ends by itself, so does this, with its status, and another
                may lead. Told to end (SIGTERM), it tells the command, and waits for it.
                """);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        LockCommand.requireDashes(call, "elect", usage());
        List<String> command = call.arguments().subList(1, call.arguments().size());
        try (DoozerClient client = call.followForGood()) {
            while (true) {
                Integer status = leadOnce(client, command, call);
                if (status == null) continue;
                if (status != Exit.OK) throw CommandException.ended(status);
                return;
            }
        }
    }

    /** Gives the command's status, or null when the leadership was lost first. */
    private static Integer leadOnce(DoozerClient client, List<String> command, Call call)
            throws IOException, CommandException {
        try (Session session = client.openSession(call.ttl(), "doozer elect")) {
            Guarded guarded = Guarded.of(session.ttl(), session::close);
            session.onLost(guarded::onLost);
            Held held = new DistributedLock(session, call.argument(0)).acquire();
            int status = guarded.run(command, held);
            boolean isLost = guarded.isLost() || !held.isHeld();
            guarded.close();
            if (!isLost) return status;
            say(call, "the leadership was lost; standing again");
        } catch (SessionLostException e) {
            say(call, "the place in the line was lost; standing again");
        } catch (NoQuorumException | OutcomeUnknownException e) {
            say(call, e.getMessage() + "; standing again");
            pause();
        }
        return null;
    }

    private static void say(Call call, String what) {
        call.err().print(what + "\n");
        call.err().flush();
    }

    private static void pause() throws IOException {
        try {
            new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
