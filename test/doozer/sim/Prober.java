package doozer.sim;

import doozer.history.Ask;
import doozer.history.Operation;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.nio.charset.StandardCharsets;

/**
 * Asks one machine the same thing until it is answered: the end of a run, when it has to be. Owned
 * by the run's thread.
 */
final class Prober implements Connection.Owner {
    private final World world;
    private final Machine machine;
    private final int client;
    private final boolean isWrite;
    private Connection connection;
    private Call call;
    private int tries;
    private boolean isDone;
    private boolean isHelloDue;

    Prober(World world, Machine machine, int client, boolean isWrite) {
        this.world = world;
        this.machine = machine;
        this.client = client;
        this.isWrite = isWrite;
    }

    /** Goes on until it is answered. */
    void begin() {
        ask();
    }

    boolean isDone() {
        return isDone;
    }

    private void askLater() {
        if (connection != null) connection.abandon();
        connection = null;
        world.timeline.after(100_000_000, this::ask);
    }

    private void ask() {
        if (machine.isRetired()) {
            // Its process was asked to leave, and did so just now.
            isDone = true;
            return;
        }
        if (machine.process() == null) {
            askLater();
            return;
        }
        connection = new Connection(this, machine.process(), false);
        isHelloDue = true;
        connection.send(new Request(Verb.HELLO).rev(1).tag(++tries));
        String path = "/end/" + machine.name();
        byte[] value = (machine.name() + "-" + client + "-" + ++tries)
                .getBytes(StandardCharsets.UTF_8);
        Request request = isWrite ? new Request(Verb.SET).path(path).rev(-1).value(value)
                : new Request(Verb.REV);
        Ask.At at = world.plan.hasLocalReads ? Ask.At.LOCAL : Ask.At.NOW;
        Ask ask = isWrite ? new Ask.Set(path, -1, value) : new Ask.Rev(at);
        Operation operation = world.history.call(client, connection.id, ask,
                world.timeline.now());
        call = new Call(request, operation);
        connection.send(request.tag(tries));
    }

    @Override
    public void onAnswer(Connection from, long tag, Response response) {
        if (from != connection) return;
        if (isHelloDue) {
            isHelloDue = false;
            return;
        }
        call.take(response, world.timeline.now());
        if (response.errCode() != 0) {
            askLater();
            return;
        }
        isDone = true;
        world.totals.add(isWrite ? Totals.Of.CORE_WRITES : Totals.Of.CORE_READS);
        connection.abandon();
        connection = null;
    }

    @Override
    public void onClosed(Connection from) {
        if (from == connection) askLater();
    }

    @Override
    public String toString() {
        return (isWrite ? "a write" : "a read") + " at " + machine.process();
    }
}
