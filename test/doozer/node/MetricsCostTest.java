package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** To be watched costs a node no memory. */
class MetricsCostTest {
    private static final int WARM_UP = 20_000;
    private static final int WRITES = 20_000;

    private static final ThreadMXBean THREADS =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** A node that is watched so, one client of it that writes, and another that watches. */
    private static final class Alone implements Effects {
        private final Observer observer;
        private final Node node;
        private final byte[] value = new byte[16];
        private long nowNanos;

        Alone(Observer observer) {
            this.observer = observer;
            Settings.Identity identity = new Settings.Identity(TestNode.INCARNATION, "local",
                    "127.0.0.1:8046", "ann", "1.0");
            Settings.Bounds bounds = new Settings.Bounds(100, 1 << 20, 4096, 50, 50);
            node = new Node(new Settings(identity, new Secrets("", ""), Settings.Compat.AUTO,
                    bounds, Settings.Cluster.alone(1)), this);
            for (int i = 0; i < 2; i++) {
                node.step(new Input.Opened(i, false));
                node.step(new Input.Received(i, Ask.hello(2).tag(1)));
            }
            node.step(new Input.Received(1, Ask.watch("/a").tag(2)));
            node.tick(0);
        }

        void write() {
            nowNanos += 1_000_000;
            node.step(new Input.Received(0,
                    new Request(Verb.SET).tag(3).path("/a").rev(-1).value(value)));
            node.tick(nowNanos);
            observer.onFlushed();
            observer.onTurn(nowNanos, nowNanos + 1000);
        }

        @Override
        public Observer observer() {
            return observer;
        }

        @Override
        public boolean send(int connection, long tag, Response response) {
            return true;
        }

        @Override
        public void pause(int connection) { }

        @Override
        public void resume(int connection) { }

        @Override
        public void close(int connection, String reason) { }

        @Override
        public int dial(String address) {
            return 0;
        }

        @Override
        public boolean sendPeer(int link, PeerMessage message) {
            return true;
        }

        @Override
        public void closeLink(int link) { }

        @Override
        public void log(String event, String detail) { }

        @Override
        public void end(Ending ending, String reason) { }

        @Override
        public void restart(List<String> peers, InitialState state, String reason) { }
    }

    /** Bytes that one write takes, of the second half of many. */
    private static double bytesOfAWrite(Observer observer) {
        Alone alone = new Alone(observer);
        for (int i = 0; i < WARM_UP; i++) alone.write();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < WRITES; i++) alone.write();
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / (double) WRITES;
    }

    @Test
    void writeOfANodeThatIsWatchedTakesNoMoreMemory() {
        long[] nowNanos = new long[1];
        Metrics metrics = new Metrics(() -> nowNanos[0] += 1000);
        double alone = bytesOfAWrite(Observer.NONE);
        double watched = bytesOfAWrite(metrics);

        assertThat(metrics.writes(Metrics.WriteEnd.DONE)).isEqualTo(WARM_UP + WRITES);
        assertThat(metrics.told()).isEqualTo(WARM_UP + WRITES);
        // What the compiler takes away, it may take away a little later in one of both.
        assertThat(watched).isLessThan(alone + 8);
        System.out.printf("a write takes %.1f bytes, %.1f when it is watched%n", alone, watched);
    }
}
