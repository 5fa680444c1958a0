package doozer.bench;

import doozer.node.Effects;
import doozer.node.Incarnation;
import doozer.node.Input;
import doozer.node.Node;
import doozer.node.PeerMessage;
import doozer.node.Secrets;
import doozer.node.Settings;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A whole node that is a cluster of one, without a network: what a request costs from the step that
 * takes it to the tick that answers it. Each benchmark thread owns its node.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@State(Scope.Thread)
public class NodeBench implements Effects {
    private static final int FILES = 1000;

    private final byte[] value = new byte[100];
    private Node node;
    private long nowNanos;
    private int next;
    private long heard;

    /** A node with some files, a client and a watcher. */
    @Setup(Level.Trial)
    public void begin() {
        Settings.Identity identity = new Settings.Identity(new Incarnation(1, 2), "local",
                "127.0.0.1:8046", "ann", "1.0");
        Settings.Bounds bounds = new Settings.Bounds(10_000, 64 << 20, 1 << 20, 1000, 1000);
        node = new Node(new Settings(identity, new Secrets("", ""), Settings.Compat.AUTO, bounds,
                Settings.Cluster.alone(1)), this);
        node.step(new Input.Opened(0, false));
        node.step(new Input.Opened(1, false));
        node.step(new Input.Received(1, new Request(Verb.WATCH).tag(1).path("/dir/*")));
        for (int i = 0; i < FILES; i++) set();
    }

    private Request on(Verb verb) {
        next = (next + 7919) % FILES;
        return new Request(verb).tag(7).path("/dir/file-" + next);
    }

    private long turn(Request request) {
        node.step(new Input.Received(0, request));
        node.tick(nowNanos += 1000);
        return heard;
    }

    /** A write, told to one watcher. */
    @Benchmark
    public long set() {
        return turn(on(Verb.SET).rev(-1).value(value));
    }

    /** A read of the state of now. */
    @Benchmark
    public long get() {
        return turn(on(Verb.GET));
    }

    /** Fifty writes that one turn of the loop brings. */
    @Benchmark
    public long setFifty() {
        for (int i = 0; i < 49; i++) {
            node.step(new Input.Received(0, on(Verb.SET).rev(-1).value(value)));
        }
        return turn(on(Verb.SET).rev(-1).value(value));
    }

    @Override
    public boolean send(int connection, long tag, Response response) {
        heard++;
        return true;
    }

    @Override
    public void pause(int connection) {
        heard++;
    }

    @Override
    public void resume(int connection) {
        heard++;
    }

    @Override
    public void close(int connection, String reason) {
        heard++;
    }

    @Override
    public int dial(String address) {
        throw new IllegalStateException("there is nobody else");
    }

    @Override
    public boolean sendPeer(int link, PeerMessage message) {
        throw new IllegalStateException("there is nobody else");
    }

    @Override
    public void closeLink(int link) {
        throw new IllegalStateException("there is nobody else");
    }

    @Override
    public void log(String event, String detail) {
        heard++;
    }

    @Override
    public void end(Ending ending, String reason) {
        throw new IllegalStateException(reason);
    }
}
