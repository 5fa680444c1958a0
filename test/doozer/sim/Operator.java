package doozer.sim;

import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.nio.charset.StandardCharsets;

/** Asks one process to begin the next epoch, until it does. Owned by the run's thread. */
final class Operator implements Connection.Owner {
    private final World world;
    private final Process process;
    private Connection connection;
    private boolean hasAgreed;

    Operator(World world, Process process) {
        this.world = world;
        this.process = process;
    }

    Process process() {
        return process;
    }

    /** Whether it has said that it is going to. */
    boolean hasAgreed() {
        return hasAgreed;
    }

    /** Asks, once more. */
    void ask() {
        if (connection != null) connection.abandon();
        connection = null;
        if (!process.isAlive() || process.peek.epoch() == null) return;
        connection = new Connection(this, process, false);
        connection.send(new Request(Verb.HELLO).rev(1).tag(1));
        connection.send(new Request(Verb.RECOVER).tag(2)
                .value(process.peek.epoch().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void onAnswer(Connection from, long tag, Response response) {
        if (from != connection || tag != 2) return;
        world.trace.say("oper", process + " says " + response.errCode() + " "
                + response.errDetail());
        hasAgreed |= response.errCode() == 0;
        from.abandon();
        connection = null;
    }

    @Override
    public void onClosed(Connection from) {
        if (from == connection) connection = null;
    }
}
