package doozer.client;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Frames on their way out, through a socket that takes its time. */
@Timeout(30)
class OutboxTest {
    private final CountDownLatch isWriting = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final BlockingQueue<Integer> writes = new LinkedBlockingQueue<>();

    /** A socket whose first write lasts until {@link #goOn}. */
    private final class SlowSocket extends Socket {
        @Override
        public OutputStream getOutputStream() {
            return new OutputStream() {
                @Override
                public void write(int b) {
                    throw new AssertionError("one write a frame");
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    writes.add(length);
                    isWriting.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
            };
        }
    }

    private static void send(Link link, byte[] body) {
        Request request = new Request(Verb.SET).value(body);
        link.send(new Call(request));
    }

    private Integer nextWrite() throws InterruptedException {
        return writes.poll(20, TimeUnit.SECONDS);
    }

    @Test
    void whatComesDuringAWriteIsWrittenByAnother() throws Exception {
        Link link = new Link(new SlowSocket(), "test");
        Thread first = new Thread(() -> send(link, new byte[10]));
        first.start();
        isWriting.await();

        // This would wait, if it wrote itself.
        send(link, new byte[10]);
        send(link, new byte[10]);
        goOn.countDown();

        int length = nextWrite();
        assertThat(nextWrite()).isEqualTo(2 * length);
        first.join();
        send(link, new byte[10]);
        assertThat(nextWrite()).isEqualTo(length);
        link.close();
    }

    @Test
    void whatWasNeverWrittenIsToldFromWhatMayHaveBeen() throws Exception {
        Link link = new Link(new SlowSocket(), "test");
        Request request = new Request(Verb.SET).value(new byte[10]);
        Call written = new Call(request);
        Call queued = new Call(new Request(Verb.SET).value(new byte[10]));
        Thread first = new Thread(() -> link.send(written));
        first.start();
        isWriting.await();
        link.send(queued);

        link.close();

        assertThat(written.isInDoubt()).isTrue();
        assertThat(queued.isInDoubt()).isFalse();
        goOn.countDown();
        first.join();
    }

    @Test
    void aRequestIsDeafToTheConnectionThatItHasLeft() throws Exception {
        Link old = new Link(new SlowSocket(), "old");
        Link present = new Link(new SlowSocket(), "present");
        Call call = new Call(new Request(Verb.GET).path("/a"));
        call.begin(old);
        call.begin(present);

        call.answered(old, new Response().rev(1), true);
        call.lost(old, new Loss("lost", null), true);
        assertThat(call.isAnswered()).isFalse();
        call.answered(present, new Response().rev(2), true);

        assertThat(call.file().revision()).isEqualTo(2);
    }

    @Test
    void whatTheSocketMayNotTakeIsWrittenByAThreadOfOurs() throws Exception {
        Link link = new Link(new SlowSocket(), "test");

        // These would wait, if they wrote themselves.
        send(link, new byte[100_000]);
        isWriting.await();
        send(link, new byte[10]);
        goOn.countDown();

        assertThat(nextWrite()).isGreaterThan(100_000);
        assertThat(nextWrite()).isLessThan(100);
        link.close();
        for (Thread thread : RealServer.clientThreads("test")) thread.join();
    }
}
