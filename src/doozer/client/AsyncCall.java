package doozer.client;

import doozer.wire.Request;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A request whose answer completes a future, on the callback thread. Any thread.
 *
 * @param <T> what the answer means
 */
final class AsyncCall<T> extends Call implements Runnable {
    private final Channel channel;
    private final Callbacks callbacks;
    private final Function<Call, T> meaning;
    private final CallFuture<T> future = new CallFuture<>(this);
    private boolean isReleased;

    AsyncCall(Request request, Channel channel, Callbacks callbacks, Function<Call, T> meaning) {
        super(request);
        this.channel = channel;
        this.callbacks = callbacks;
        this.meaning = meaning;
    }

    /** A future that gives its request up if anybody else completes it, time-outs included. */
    private static final class CallFuture<T> extends CompletableFuture<T> {
        private final AsyncCall<T> call;

        CallFuture(AsyncCall<T> call) {
            this.call = call;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            giveUp();
            return super.cancel(mayInterruptIfRunning);
        }

        @Override
        public boolean complete(T value) {
            giveUp();
            return super.complete(value);
        }

        @Override
        public boolean completeExceptionally(Throwable cause) {
            giveUp();
            return super.completeExceptionally(cause);
        }

        /** First of all: who then hears of it finds that the server was told. */
        private void giveUp() {
            if (!isDone()) call.giveUp();
        }

        private void succeed(T value) {
            super.complete(value);
        }

        private void fail(Throwable cause) {
            super.completeExceptionally(cause);
        }
    }

    /** Sends it; what goes wrong with that is told by the future, which is given back. */
    CompletableFuture<T> send(Deadline deadline) {
        if (!callbacks.reserve(deadline)) {
            future.fail(Failures.gaveUp());
            return future;
        }
        try {
            channel.send(this, deadline);
        } catch (DoozerException e) {
            release();
            future.fail(e);
        }
        return future;
    }

    private void giveUp() {
        abandon();
        release();
    }

    private synchronized void release() {
        if (isReleased) return;
        isReleased = true;
        callbacks.release();
    }

    @Override
    void onDone() {
        callbacks.execute(this);
    }

    /** Completes the future; callback thread. */
    @Override
    public void run() {
        // Before: who is called may want a place for another.
        release();
        try {
            future.succeed(meaning.apply(this));
        } catch (DoozerException e) {
            future.fail(e);
        }
    }
}
