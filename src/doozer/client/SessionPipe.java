package doozer.client;

import doozer.client.Pipeline.Command;
import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The commands of a session on their way: numbered, in order, and again until each has its
 * outcome. Any thread; its monitor is never held while something is sent or told.
 */
final class SessionPipe implements Channel, Home {
    /** Commands that have no outcome yet; whoever has another one waits. */
    static final int MAX_OUTSTANDING = 256;
    /** Bytes of bodies in them. */
    private static final long MAX_BYTES = 16 << 20;
    private static final long FIRST_PAUSE_NANOS = 20_000_000;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

    private final Channel channel;
    private final long id;
    private final SessionLife life;
    private final Clockwork clock;
    private final Random random = new Random();
    private final Pipeline<Call> pipeline = new Pipeline<>();
    /** The copies of this round. */
    private final List<Copy> copies = new ArrayList<>();
    private Backoff backoff = newBackoff();
    private long bytes;
    private boolean isPumping;
    private boolean isPausing;
    private boolean isClosed;
    private Loss end;

    SessionPipe(DoozerClient client, SessionLife life) {
        channel = client.channel();
        clock = client.clock();
        id = life.id();
        this.life = life;
    }

    private Backoff newBackoff() {
        return new Backoff(FIRST_PAUSE_NANOS, LONGEST_PAUSE_NANOS, random);
    }

    @Override
    public String threadName(String role) {
        return channel.threadName(role);
    }

    @Override
    public String identity() {
        return channel.identity();
    }

    @Override
    public Link another(Deadline deadline) {
        return channel.another(deadline);
    }

    @Override
    public void send(OpenRequest asking, Deadline deadline) {
        checkAlive();
        synchronized (this) {
            while (isFull() && end == null) {
                if (deadline.isOver() || !Waiting.on(this, deadline)) throw Failures.gaveUp();
            }
        }
        // The wait may have been a long one.
        checkAlive();
        send(asking);
    }

    private boolean isFull() {
        return pipeline.size() >= MAX_OUTSTANDING || bytes >= MAX_BYTES;
    }

    private void checkAlive() {
        Loss known = life.check();
        if (known != null) throw Failures.lost(known, false);
    }

    @Override
    public void send(OpenRequest asking) {
        asking.home(this);
        synchronized (this) {
            if (end != null) throw Failures.lost(end, false);
            if (isClosed) throw new ClosedException("the session is closed");
            pipeline.add((Call) asking);
            bytes += size((Call) asking);
        }
        pump();
    }

    private static long size(Call ticket) {
        return ticket == null ? 0 : ticket.asked().valueLength();
    }

    /** Sends what is to be sent, in order: one thread at a time, whoever comes. */
    private void pump() {
        synchronized (this) {
            if (isPumping) return;
            isPumping = true;
        }
        while (true) {
            Copy copy;
            synchronized (this) {
                copy = isPausing || end != null ? null : nextCopy();
                if (copy == null) {
                    isPumping = false;
                    return;
                }
            }
            try {
                channel.send(copy);
            } catch (DoozerException e) {
                onLost(copy);
            }
        }
    }

    private Copy nextCopy() {
        Command<Call> command = pipeline.next();
        if (command == null) return null;
        if (command.ticket != null) command.ticket.setInDoubt(true);
        Copy copy = new Copy(command, pipeline.round());
        copies.add(copy);
        return copy;
    }

    /** One sending of a command. */
    private final class Copy extends OpenRequest {
        private final Command<Call> command;
        private final int round;

        Copy(Command<Call> command, int round) {
            super(command.ticket == null ? Verb.NOP : command.ticket.verb());
            this.command = command;
            this.round = round;
        }

        @Override
        Request request() {
            Request request = new Request(verb()).session(id).sequence(command.sequence());
            synchronized (SessionPipe.this) {
                request.acked(pipeline.acked());
            }
            if (command.ticket == null) return request;
            Request given = command.ticket.asked();
            if (given.path() != null) request.path(given.path());
            if (given.value() != null) request.value(given.value());
            if (given.hasRev()) request.rev(given.rev());
            if (given.hasOption(Request.EPHEMERAL)) request.option(Request.EPHEMERAL);
            return request;
        }

        @Override
        void onAnswer(Response response, boolean isLast) {
            SessionPipe.this.onAnswer(this, response);
        }

        @Override
        void onLost(Loss loss) {
            SessionPipe.this.onLost(this);
        }
    }

    private void onAnswer(Copy copy, Response response) {
        Pipeline.Verdict verdict;
        List<Copy> old = List.of();
        synchronized (this) {
            if (end != null) return;
            verdict = pipeline.onAnswer(copy.command, copy.round, response);
            boolean isDone = verdict == Pipeline.Verdict.DONE
                    || verdict == Pipeline.Verdict.FORGOTTEN;
            if (isDone) {
                bytes -= size(copy.command.ticket);
                copies.remove(copy);
                backoff = newBackoff();
                notifyAll();
            }
            if (verdict == Pipeline.Verdict.AGAIN) old = pause();
        }
        switch (verdict) {
            case DONE -> tell(copy, response);
            case FORGOTTEN -> tell(copy, Response.error(ErrorCode.OTHER, "outcome unknown"));
            case AGAIN -> again(old, nextPauseNanos());
            case LOST -> {
                // It alone is known not to have been done, unless an earlier copy was.
                Call ticket = copy.command.ticket;
                if (ticket != null && !copy.command.isRepeated()) ticket.setInDoubt(false);
                life.lose("the cluster has ended it");
            }
            case STALE -> { }
        }
    }

    private static void tell(Copy copy, Response response) {
        Call ticket = copy.command.ticket;
        if (ticket == null) return;
        synchronized (ticket) {
            ticket.onAnswer(response, true);
        }
    }

    private void onLost(Copy copy) {
        List<Copy> old;
        synchronized (this) {
            if (end != null) return;
            if (pipeline.onLost(copy.command, copy.round) != Pipeline.Verdict.AGAIN) return;
            old = pause();
        }
        // No longer ever: whoever connects takes its time already, and others go on at once.
        again(old, FIRST_PAUSE_NANOS);
    }

    /**
     * Nothing is sent for a while; gives the copies that do not count any more. In the same step
     * in which the round begins: a copy that another thread sent in between would be given up as
     * one of the round before, and never be sent again.
     */
    private List<Copy> pause() {
        List<Copy> old = List.copyOf(copies);
        copies.clear();
        isPausing = true;
        return old;
    }

    private synchronized long nextPauseNanos() {
        return backoff.nextNanos();
    }

    /** After a while, in which whatever was wrong may end, all goes on its way again. */
    private void again(List<Copy> old, long nanos) {
        for (Copy copy : old) copy.abandon();
        clock.after(nanos, () -> {
            synchronized (this) {
                isPausing = false;
            }
            pump();
        });
    }

    @Override
    public boolean takesBack(OpenRequest asking, Link link, Lost lost) {
        return false;
    }

    @Override
    public boolean takesBack(OpenRequest asking, Link link, Response refusal) {
        return false;
    }

    @Override
    public void onSeen(long revision) {
        // Whoever sends the copies sees to that.
    }

    /** One that was never sent needs no number; the others must leave no hole. */
    @Override
    public synchronized void forget(OpenRequest asking) {
        if (pipeline.removeUnsent((Call) asking) == null) return;
        bytes -= size((Call) asking);
        notifyAll();
    }

    /** Takes no more commands; false if it did not before. */
    synchronized boolean closeForNew() {
        boolean wasOpen = !isClosed && end == null;
        isClosed = true;
        return wasOpen;
    }

    /** Returns when all have their outcome, or time is over. */
    void awaitEmpty(Deadline deadline) {
        while (life.check() == null) {
            synchronized (this) {
                if (pipeline.size() == 0 || end != null || deadline.isOver()) return;
                if (!Waiting.on(this, deadline)) return;
            }
        }
    }

    @Override
    public void close() {
        end(Loss.closed("the session is closed"));
    }

    /** No command will be done any more that was not. */
    void end(Loss why) {
        List<Command<Call>> left;
        List<Copy> old;
        synchronized (this) {
            if (end != null) return;
            end = why;
            left = pipeline.drain();
            old = List.copyOf(copies);
            copies.clear();
            notifyAll();
        }
        for (Copy copy : old) copy.abandon();
        for (Command<Call> command : left) {
            if (command.ticket != null) command.ticket.end(why);
        }
    }
}
