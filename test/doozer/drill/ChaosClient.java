package doozer.drill;

import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.client.DoozerTimeoutException;
import doozer.history.Answer;
import doozer.history.Ask;
import doozer.history.History;
import doozer.history.Operation;
import doozer.wire.DoozerUri;
import doozer.wire.ErrorCode;
import java.time.Duration;
import java.util.Random;
import java.util.function.Function;

/**
 * A client of a run of chaos, with a thread of its own, which owns everything in it until it has
 * ended. It records what it asks and what it is told.
 */
abstract class ChaosClient {
    private static final Duration CONNECT = Duration.ofMillis(1_500);
    private static final Duration REST = Duration.ofMillis(40);

    final ChaosRun run;
    final int number;
    final Random random;
    final History history = new History();
    final Thread thread;
    DoozerClient client;
    private int connection;

    ChaosClient(ChaosRun run, int number) {
        this.run = run;
        this.number = number;
        random = new Random(run.seed() * 1_000 + number);
        thread = new Thread(this::live, "chaos client " + number);
        thread.setDaemon(true);
    }

    private void live() {
        try {
            while (!isOver()) {
                if (client != null || connect()) act();
                else Await.pass(REST);
            }
        } catch (RuntimeException | Error e) {
            run.violation("client " + number + " failed: " + e);
            e.printStackTrace();
        } finally {
            leave();
        }
    }

    /** Where it connects to next. */
    abstract String address();

    /** Does one thing; it is connected. */
    abstract void act();

    abstract boolean isOver();

    private boolean connect() {
        DoozerUri uri = DoozerUri.parse("doozer:?ca=" + address());
        try {
            // Connecting alone has a time-out so short: an answer may come as late as it does.
            DoozerClient.connect(uri, CONNECT).close();
            client = DoozerClient.connect(uri, ChaosRun.HUNG);
            connection = run.nextConnection();
            return true;
        } catch (DoozerException e) {
            return false;
        }
    }

    /** Ends its connection, if it has one. */
    void leave() {
        if (client != null) client.close();
        client = null;
    }

    final String anyAddress() {
        return run.addresses().get(random.nextInt(run.addresses().size()));
    }

    /** Asks, and records it; gives the answer, or null for none. */
    final Answer ask(Ask ask, Function<DoozerClient, Answer> question) {
        Operation operation = history.call(number, connection, ask, System.nanoTime());
        try {
            Answer answer = question.apply(client);
            operation.answered(answer, System.nanoTime());
            run.totals().add(ask instanceof Ask.Write ? Totals.Of.WRITES : Totals.Of.READS);
            return answer;
        } catch (DoozerException e) {
            onFailure(operation, e);
        }
        return null;
    }

    private void onFailure(Operation operation, DoozerException failure) {
        if (failure instanceof DoozerTimeoutException
                || failure.getCause() instanceof DoozerTimeoutException) {
            run.violation(operation + " was not answered within " + ChaosRun.HUNG);
            leave();
            return;
        }
        ErrorCode code = failure.code();
        // Who says no more than OTHER to a write does not know what became of it.
        boolean isUnknown = code == null
                || code == ErrorCode.OTHER && operation.ask() instanceof Ask.Write;
        if (isUnknown) {
            run.totals().add(Totals.Of.UNKNOWN);
            leave();
            return;
        }
        operation.answered(new Answer.Failed(code), System.nanoTime());
        if (code == ErrorCode.REV_MISMATCH) run.totals().add(Totals.Of.MISMATCHES);
        if (code != ErrorCode.READONLY) return;
        run.totals().add(Totals.Of.READONLY);
        if (random.nextInt(3) == 0) leave();
        Await.pass(REST);
    }

    /** Thinks for a while. */
    final void rest(int mostMillis) {
        Await.pass(Duration.ofMillis(1 + random.nextInt(mostMillis)));
    }

    /** One of the few files that are written now; after some seconds there are others. */
    final String path() {
        return run.directory() + "/" + random.nextInt(ChaosRun.FILES);
    }

    /** Records a write. */
    final Answer set(String path, long ifRevision) {
        byte[] value = run.nextValue();
        return ask(new Ask.Set(path, ifRevision, value),
                at -> new Answer.Done(at.set(path, ifRevision, value)));
    }
}
