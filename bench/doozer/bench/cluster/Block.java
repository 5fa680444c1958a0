package doozer.bench.cluster;

import doozer.client.DoozerClient;
import doozer.wire.Request;
import doozer.wire.Verb;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** What is measured so many times in a row. Owned by one thread. */
interface Block {
    /** Does it that often, and adds how long each took, in nanoseconds. */
    void run(int count, Samples into) throws IOException;

    /** One at a time. */
    interface Once {
        /** Does it once, and gives when it was done, as System.nanoTime. */
        long run() throws IOException;
    }

    /** The next begins when the one before is done. */
    static Block oneByOne(Once what) {
        return (count, into) -> {
            for (int i = 0; i < count; i++) {
                long begin = System.nanoTime();
                into.add(what.run() - begin);
            }
        };
    }

    /**
     * Begins at fixed times, and measures from those: who is late because the one before took long
     * has waited all the while.
     */
    static Block paced(int aSecond, Once what) {
        long step = 1_000_000_000L / aSecond;
        return (count, into) -> {
            long due = System.nanoTime() + step;
            for (int i = 0; i < count; i++, due += step) {
                awaitNanos(due);
                into.add(what.run() - due);
            }
        };
    }

    private static void awaitNanos(long due) {
        long spinNanos = 150_000;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            if (left > spinNanos) LockSupport.parkNanos(left - spinNanos);
            else Thread.onSpinWait();
        }
    }

    /** A message along a route of the relay, until {@code last} has it. */
    static Once relay(RelayClient sender, RelayClient last, Route... route) {
        byte[] bytes = Route.encode(route);
        return () -> {
            sender.queue(bytes);
            sender.flush();
            last.receive();
            return System.nanoTime();
        };
    }

    /** As {@link #relay}, with an answer to the sender besides, which is not waited for in time. */
    static Once relayAnswered(RelayClient sender, RelayClient last, Route... route) {
        Once sent = relay(sender, last, route);
        return () -> {
            long end = sent.run();
            sender.receive();
            return end;
        };
    }

    /** A set, until its answer. */
    static Once set(int port, byte[] value) throws IOException {
        RawClient client = new RawClient(port);
        return () -> {
            client.queueSet(1, "/bench/set", value);
            client.flush();
            client.receive();
            return System.nanoTime();
        };
    }

    /** A set at one node, until a watcher at another has the event; one thread serves both. */
    static Once event(int writerPort, int watcherPort, byte[] value) throws IOException {
        String path = "/bench/watched-" + System.nanoTime();
        RawClient writer = new RawClient(writerPort);
        RawClient watcher = new RawClient(watcherPort);
        writer.queueSet(1, path, value);
        writer.flush();
        long revision = writer.receive().response().rev();
        watcher.queue(new Request(Verb.WATCH).tag(2).path(path).rev(revision));
        watcher.flush();
        watcher.receive();
        return () -> {
            writer.queueSet(1, path, value);
            writer.flush();
            watcher.receive();
            long end = System.nanoTime();
            writer.receive();
            return end;
        };
    }

    /** A set through the library, until its caller goes on. */
    static Once setByLibrary(int port, byte[] value) {
        DoozerClient client = Cluster.clientOf(port);
        return () -> {
            client.set("/bench/set", -1, value);
            return System.nanoTime();
        };
    }

    /** Sets, so many of which are outstanding at any time. */
    static Block window(int port, int outstanding, byte[] value) throws IOException {
        RawClient client = new RawClient(port);
        long[] begun = new long[outstanding];
        return (count, into) -> {
            int sent = Math.min(outstanding, count);
            for (int tag = 0; tag < sent; tag++) {
                begun[tag] = System.nanoTime();
                client.queueSet(tag, "/bench/set", value);
            }
            for (int done = 0; done < count; done++) {
                // What has arrived together is answered together.
                if (!client.in.hasRemaining()) client.flush();
                int tag = (int) client.receive().tag();
                long now = System.nanoTime();
                into.add(now - begun[tag]);
                if (sent == count) continue;
                sent++;
                begun[tag] = now;
                client.queueSet(tag, "/bench/set", value);
            }
        };
    }

    /** As {@link #window}, through the library. */
    static Block windowByLibrary(int port, int outstanding, byte[] value) {
        DoozerClient client = Cluster.clientOf(port);
        return (count, into) -> {
            ArrayDeque<CompletableFuture<Long>> under = new ArrayDeque<>();
            for (int i = 0; i < count; i++) {
                if (under.size() == outstanding) under.remove().join();
                long begin = System.nanoTime();
                under.add(client.setAsync("/bench/set", -1, value).whenComplete((revision, e) -> {
                    synchronized (into) {
                        into.add(System.nanoTime() - begin);
                    }
                }));
            }
            while (!under.isEmpty()) under.remove().join();
        };
    }
}
