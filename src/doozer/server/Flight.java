package doozer.server;

import doozer.node.Observer;
import doozer.wire.ErrorCode;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * Tells the flight recorder of the JDK, whose module need not be there: this class is loaded only
 * when it is asked for. Owned by the loop's thread.
 */
final class Flight implements Observer {
    /** A turn of the loop that is told of: each is as long as nothing else happens. */
    private static final long SLOW_TURN_NANOS = 10_000_000;

    /** A write of a client was applied. */
    @Name("doozer.Commit")
    @Label("Commit")
    @Category("Doozer")
    @StackTrace(false)
    static final class Commit extends Event {
        @Label("Verb")
        String verb;
        @Label("Revision")
        long revision;
        @Label("Result")
        String result;
        @Label("Time since it has come")
        @Timespan(Timespan.NANOSECONDS)
        long waited;
    }

    /** Another node leads, or this one. */
    @Name("doozer.Election")
    @Label("Election")
    @Category("Doozer")
    @StackTrace(false)
    static final class Election extends Event {
        @Label("Leader")
        String leader;
        @Label("Is this node")
        boolean self;
        @Label("Time without a leader")
        @Timespan(Timespan.NANOSECONDS)
        long leaderless;
    }

    /** A snapshot was taken by another node, or installed by this one. */
    @Name("doozer.Snapshot")
    @Label("Snapshot")
    @Category("Doozer")
    @StackTrace(false)
    static final class Snapshot extends Event {
        @Label("Was sent")
        boolean sent;
        @Label("Bytes")
        long bytes;
        @Label("Time since it was begun")
        @Timespan(Timespan.NANOSECONDS)
        long took;
    }

    /** A turn of the loop has taken long. */
    @Name("doozer.SlowTurn")
    @Label("Slow turn of the loop")
    @Category("Doozer")
    @StackTrace(false)
    static final class SlowTurn extends Event {
        @Label("Time that it took")
        @Timespan(Timespan.NANOSECONDS)
        long took;
    }

    @Override
    public void onWritten(Write write, long nanos, ErrorCode code, long revision) {
        Commit event = new Commit();
        if (!event.shouldCommit()) return;
        event.verb = write.verb().name();
        event.revision = revision;
        event.result = code == null ? "done" : code.name();
        event.waited = nanos;
        event.commit();
    }

    @Override
    public void onLeader(String id, boolean isSelf, long leaderlessNanos) {
        Election event = new Election();
        event.leader = id;
        event.self = isSelf;
        event.leaderless = leaderlessNanos;
        event.commit();
    }

    @Override
    public void onSnapshot(boolean isSent, long bytes, long nanos) {
        Snapshot event = new Snapshot();
        event.sent = isSent;
        event.bytes = bytes;
        event.took = nanos;
        event.commit();
    }

    @Override
    public void onTurn(long beganNanos, long endedNanos) {
        if (endedNanos - beganNanos < SLOW_TURN_NANOS) return;
        SlowTurn event = new SlowTurn();
        event.took = endedNanos - beganNanos;
        event.commit();
    }
}
