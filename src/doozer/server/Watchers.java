package doozer.server;

import doozer.net.Loop;
import doozer.node.InfoSection;
import doozer.node.Metrics;
import doozer.node.Observer;
import doozer.node.Status;
import doozer.web.MetricsText;
import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Verb;
import java.util.ArrayList;
import java.util.List;

/**
 * All who watch a node: its metrics always, and what the options ask for. Owned by the loop's
 * thread, once that runs.
 */
final class Watchers implements Observer {
    private final Metrics metrics = new Metrics(new NanoClock());
    private final List<Observer> others = new ArrayList<>(0);
    private final boolean needsNames;
    private Loop loop;
    private Vitals vitals;

    /**
     * Those that the options ask for.
     *
     * @throws OptionException when there is none of that kind on this machine
     */
    Watchers(Options options, Log log) throws OptionException {
        if (options.slowNanos().isPresent()) {
            others.add(new SlowLog(log, options.slowNanos().get()));
        }
        if (options.audit()) others.add(new AuditLog(log));
        needsNames = !others.isEmpty();
        if (options.jfr()) others.add(flight());
    }

    private static Observer flight() throws OptionException {
        try {
            Class.forName("jdk.jfr.Event");
            return new Flight();
        } catch (ClassNotFoundException e) {
            throw OptionException.badOption("-jfr: this Java has no flight recorder: leave it out,"
                    + " or run one with the module jdk.jfr");
        }
    }

    /** The node is carried by that loop. */
    void begin(Loop newLoop) {
        loop = newLoop;
        vitals = new Vitals(loop.traffic(), System.currentTimeMillis());
    }

    /** Everything that is measured, of a node that is so: what {@code /metrics} shows. */
    byte[] text(Status status) {
        return MetricsText.of(status, metrics, vitals.process());
    }

    @Override
    public long clockNanos() {
        return metrics.clockNanos();
    }

    @Override
    public String onOpened(int connection) {
        return needsNames ? loop.connection(connection).peer() : null;
    }

    @Override
    public void onRequest(Verb verb) {
        metrics.onRequest(verb);
    }

    @Override
    public void onRead(String client, Request read, long nanos) {
        metrics.onRead(client, read, nanos);
        for (int i = 0; i < others.size(); i++) others.get(i).onRead(client, read, nanos);
    }

    @Override
    public void onWritten(Write write, long nanos, ErrorCode code, long revision) {
        metrics.onWritten(write, nanos, code, revision);
        for (int i = 0; i < others.size(); i++) {
            others.get(i).onWritten(write, nanos, code, revision);
        }
    }

    @Override
    public void onRefused(Write write, long nanos) {
        metrics.onRefused(write, nanos);
        for (Observer other : others) other.onRefused(write, nanos);
    }

    @Override
    public void onUnknown(Write write, long nanos) {
        metrics.onUnknown(write, nanos);
        for (Observer other : others) other.onUnknown(write, nanos);
    }

    @Override
    public void onApplied(int entries, long revisions, long beganNanos, long endedNanos) {
        metrics.onApplied(entries, revisions, beganNanos, endedNanos);
    }

    @Override
    public void onTold(int events) {
        metrics.onTold(events);
    }

    @Override
    public void onLeader(String id, boolean isSelf, long leaderlessNanos) {
        metrics.onLeader(id, isSelf, leaderlessNanos);
        for (Observer other : others) other.onLeader(id, isSelf, leaderlessNanos);
    }

    @Override
    public void onSnapshot(boolean isSent, long bytes, long nanos) {
        metrics.onSnapshot(isSent, bytes, nanos);
        for (Observer other : others) other.onSnapshot(isSent, bytes, nanos);
    }

    @Override
    public void onFlushed() {
        metrics.onFlushed();
    }

    @Override
    public void onTurn(long beganNanos, long endedNanos) {
        metrics.onTurn(beganNanos, endedNanos);
        for (int i = 0; i < others.size(); i++) others.get(i).onTurn(beganNanos, endedNanos);
    }

    @Override
    public List<InfoSection> sections() {
        List<InfoSection> sections = new ArrayList<>(metrics.sections());
        sections.add(vitals.section());
        return sections;
    }
}
