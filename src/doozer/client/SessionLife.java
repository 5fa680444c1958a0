package doozer.client;

import doozer.client.SessionClock.Moment;
import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Verb;
import java.util.ArrayList;
import java.util.List;

/** Whether a session lives, and the signs that it does. Any thread. */
final class SessionLife {
    private static final long NANOS_A_MILLI = 1_000_000;

    private final DoozerClient client;
    private final Time time;
    private final long id;
    private final SessionClock clock;
    private final List<Runnable> actions = new ArrayList<>();
    private SessionPipe pipe;
    private boolean isSigning;
    /** Why it is no more; set once. */
    private Loss end;

    /** That of a session which was asked for at that moment, and has this id and time to live. */
    SessionLife(DoozerClient client, Time time, long id, SessionClock clock) {
        this.client = client;
        this.time = time;
        this.id = id;
        this.clock = clock;
    }

    long id() {
        return id;
    }

    long ttlNanos() {
        return clock.ttlNanos();
    }

    /** The life of that pipe begins. */
    void begin(SessionPipe newPipe) {
        pipe = newPipe;
        client.sessions().add(this);
        look();
    }

    /** Why the session is no more, or null: looks at the clock before anything else. */
    Loss check() {
        synchronized (this) {
            if (end != null) return end;
            if (clock.nanosLeft(Moment.now(time)) > 0) return null;
        }
        if (lose("no sign of life was answered in time")) {
            // Should it live there yet, as the clock of this machine was set: not before what
            // hangs on it here has had its time to end.
            client.clock().after(clock.ttlNanos() / 5, this::closeUnheard);
        }
        return check();
    }

    void onLost(Runnable action) {
        synchronized (this) {
            if (end == null) {
                actions.add(action);
                return;
            }
            if (end.isClosed()) return;
        }
        client.callbacks().execute(action);
    }

    /** Gives a sign of life if it is time, and comes back when something is due. */
    private void look() {
        if (check() != null) return;
        long nextNanos;
        boolean isDue;
        Moment now = Moment.now(time);
        synchronized (this) {
            long signNanos = clock.nanosToSign(now);
            isDue = signNanos <= 0 && !isSigning;
            isSigning |= isDue;
            nextNanos = signNanos > 0 ? signNanos
                    : Math.min(clock.nanosLeft(now), clock.ttlNanos() / 10);
        }
        if (isDue) sign(now);
        client.clock().after(Math.max(NANOS_A_MILLI, nextNanos), this::look);
    }

    private void sign(Moment now) {
        Request request = new Request(Verb.KEEP).session(id);
        try {
            client.channel().send(new Call(request) {
                @Override
                void onDone() {
                    onSigned(this, now);
                }
            });
        } catch (DoozerException e) {
            // The clock says when that is too long.
            synchronized (this) {
                isSigning = false;
            }
        }
    }

    private void onSigned(Call answer, Moment sent) {
        synchronized (this) {
            isSigning = false;
            if (answer.isAnswered() && answer.refusal() == 0) clock.confirm(sent);
        }
        if (answer.refusal() == ErrorCode.NOENT.number()) lose("the cluster has ended it");
    }

    private void closeUnheard() {
        try {
            client.channel().send(new Call(closing()));
        } catch (DoozerException e) {
            // Nobody can be told: it ends by itself.
        }
    }

    private Request closing() {
        return new Request(Verb.CLOSE).session(id);
    }

    /** It is no more, for that reason; false if it was so before. */
    boolean lose(String why) {
        if (!end(new Loss("the session is lost: " + why, null, Loss.Kind.SESSION))) return false;
        List<Runnable> told;
        synchronized (this) {
            told = List.copyOf(actions);
            actions.clear();
        }
        for (Runnable action : told) client.callbacks().execute(action);
        return true;
    }

    /** It is no more; false if it was so before. */
    boolean end(Loss why) {
        synchronized (this) {
            if (end != null) return false;
            end = why;
        }
        client.sessions().remove(this);
        pipe.end(why);
        return true;
    }

    /** Has the cluster end it, if that can be done before the deadline or the end of its life. */
    void close(Deadline deadline) {
        long leftNanos;
        synchronized (this) {
            if (end != null) return;
            leftNanos = Math.min(deadline.nanosLeft(),
                    Math.max(1, clock.nanosLeft(Moment.now(time))));
        }
        try {
            client.channel().call(closing(), Deadline.after(leftNanos));
        } catch (DoozerException e) {
            // Then it ends by itself, as no sign of life is given any more.
        }
        end(Loss.closed("the session is closed"));
    }
}
