package doozer.cli;

import doozer.client.DoozerClient;
import doozer.client.Session;
import doozer.client.recipes.DistributedLock;
import doozer.client.recipes.Held;
import java.io.IOException;
import java.util.List;

/** {@code lock}: runs a program while it holds a lock. */
final class LockCommand implements Command {
    @Override
    public Usage usage() {
        return new Usage("<path> -- command", 2, Integer.MAX_VALUE,
                "run a command while holding a lock", """
                Waits for the lock that the directory <path> is, for -t at most, runs the command,
                without a shell, and gives the lock back. Ends with the command's status.

                The command has DOOZER_TOKEN in its environment: the fencing token, which is higher
                for each holder, and DOOZER_HELD, the file of which it is the revision. A write
                that must not be done by who has lost the lock makes that its condition, as in

                  printf 'if %s %s\\nset /report -1 done\\n' $DOOZER_HELD $DOOZER_TOKEN |
                      doozer txn

                If the lock is lost (the cluster was not reached for -ttl, 10s) the command is told
                to end, and killed before others have the lock; then the status is 2. Told to end
                itself (SIGTERM), it tells the command, and waits for it.
                """);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        requireDashes(call, "lock", usage());
        try (DoozerClient client = call.followForGood();
                Session session = client.openSession(call.ttl(), "doozer lock")) {
            Guarded guarded = Guarded.of(session.ttl(), session::close);
            session.onLost(guarded::onLost);
            int status = hold(session, guarded, call);
            guarded.close();
            if (status != Exit.OK) throw CommandException.ended(status);
        }
    }

    private static int hold(Session session, Guarded guarded, Call call)
            throws IOException, CommandException {
        DistributedLock lock = new DistributedLock(session, call.argument(0));
        Held held = call.timeout() == null ? lock.acquire() : lock.acquire(call.timeout());
        if (held == null) throw CommandException.failed("wait timeout");
        List<String> command = call.arguments().subList(1, call.arguments().size());
        int status = guarded.run(command, held);
        if (guarded.isLost() || !held.isHeld()) throw CommandException.failed("the lock was lost");
        held.close();
        return status;
    }

    /** What is to be run stands behind {@code --}. */
    static void requireDashes(Call call, String name, Usage usage) throws CommandException {
        if (call.argumentsBeforeDashes() == 1) return;
        throw CommandException.usage(name + ": wrong number of arguments: -- comes before the"
                + " command to run", Help.use(name, usage));
    }
}
