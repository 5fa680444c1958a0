package doozer.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.wire.ErrorCode;
import doozer.wire.Flags;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Dumps that are cut, or are none: an exception that says so, never less than was there. */
@Timeout(30)
class BadDumpTest {
    private static final int SET = Flags.VALID | Flags.SET;

    private final BlockingQueue<Request> asked = new LinkedBlockingQueue<>();

    /** What answers a DUMP, under its tag. */
    private interface Answers {
        void tell(FakeServer.Peer peer, long tag) throws Exception;
    }

    private FakeServer server(Answers answers) throws IOException {
        return FakeServer.greeting(peer -> {
            while (true) {
                Request request = peer.next();
                if (request.verb() == Verb.DUMP) {
                    asked.add(request);
                    answers.tell(peer, request.tag());
                    return;
                }
                peer.answer(request, new Response().rev(9));
            }
        });
    }

    private static Response head(long base, int files) {
        return new Response().flags(Flags.VALID).rev(base).path("test").value(new byte[0])
                .len(files);
    }

    private static Response file(String path, long revision) {
        return new Response().flags(SET).rev(revision).path(path).value(new byte[] {'x'});
    }

    private static Response end(long revision) {
        return new Response().flags(Flags.DONE).rev(revision);
    }

    /** Takes all that the server tells; gives how much that was. */
    private int take(DumpOptions options, Response... told) throws Exception {
        try (FakeServer fake = server((peer, tag) -> {
            for (Response response : told) peer.answer(tag, response);
            peer.fallSilent();
        }); DoozerClient client = fake.connect(); Dump dump = client.dump(options)) {
            int count = 0;
            try {
                while (dump.nextFile() != null) count++;
                while (dump.nextEvent() != null) count++;
            } catch (DoozerException e) {
                if (e.code() != null) throw e;
                // It is of no use any more, and never whole.
                boolean isAmongFiles = count < dump.fileCount();
                assertThatThrownBy(isAmongFiles ? dump::nextFile : dump::nextEvent)
                        .isInstanceOf(ClosedException.class);
                assertThatThrownBy(dump::revision).isInstanceOf(IllegalStateException.class);
                throw e;
            }
            assertThat(dump.revision()).isEqualTo(told[told.length - 1].rev());
            return count;
        }
    }

    private void isNoDump(String what, DumpOptions options, Response... told) {
        assertThatThrownBy(() -> take(options, told)).isExactlyInstanceOf(DoozerException.class)
                .hasMessage("what the server sends is no dump: " + what);
    }

    private void isNoDump(String what, Response... told) {
        isNoDump(what, DumpOptions.ofNow(), told);
    }

    @Test
    void whatIsOneIsTaken() throws Exception {
        assertThat(take(DumpOptions.ofNow(), head(0, 0), end(0))).isZero();
        assertThat(take(DumpOptions.ofNow(), head(9, 3), file("/a/b", 1), file("/a-b", 9),
                file("/b", 2), end(9))).isEqualTo(3);
        assertThat(take(DumpOptions.ofNow().withHistory(), head(9, 1), file("/b", 9),
                file("/a", 10), new Response().flags(Flags.VALID).rev(11).path("/"), end(11)))
                .isEqualTo(3);
    }

    @Test
    void optionsAreAskedFor() throws Exception {
        take(DumpOptions.ofNow(), head(0, 0), end(0));
        take(DumpOptions.ofNow().local().withHistory(), head(0, 0), end(0));
        Request plain = asked.take();
        assertThat(plain.hasRev() || plain.hasOption(Request.HISTORY)).isFalse();
        Request whole = asked.take();
        assertThat(whole.rev()).isEqualTo(-1);
        assertThat(whole.hasOption(Request.HISTORY)).isTrue();
    }

    @Test
    void whatHasNoHeadIsNone() {
        for (Response first : new Response[] {end(9), file("/a", 1), head(-1, 0), head(9, -1),
            new Response().flags(Flags.VALID).rev(9).len(0)}) {
            assertThatThrownBy(() -> take(DumpOptions.ofNow(), first, end(9)))
                    .isExactlyInstanceOf(DoozerException.class)
                    .hasMessage("the dump begins without a head");
        }
    }

    @Test
    void filesOutOfOrderAreNoDump() {
        isNoDump("the file /a comes after /b", head(9, 2), file("/b", 1), file("/a", 2), end(9));
        isNoDump("the file /b comes after /b", head(9, 2), file("/b", 1), file("/b", 2), end(9));
        isNoDump("the file /a/b comes after /a-b", head(9, 2), file("/a-b", 1), file("/a/b", 2),
                end(9));
        isNoDump("one of the files is none: /a 10", head(9, 1), file("/a", 10), end(9));
        isNoDump("one of the files is none: /a 0", head(9, 1), file("/a", 0), end(9));
        isNoDump("one of the files is none: null 5", head(9, 1),
                new Response().flags(SET).rev(5), end(9));
        isNoDump("one of the files is none: /a 5", head(9, 1),
                new Response().flags(Flags.VALID | Flags.DEL).rev(5).path("/a"), end(9));
    }

    @Test
    void lessOrMoreThanWasAnnouncedIsNoDump() {
        isNoDump("it has ended, and 2 files are missing", head(9, 3), file("/a", 1), end(9));
        isNoDump("behind revision 9 comes /b 2", head(9, 1), file("/a", 1), file("/b", 2), end(9));
        isNoDump("it is of revision 10, and ends with 9", head(9, 1), file("/a", 1), end(10));
        DumpOptions all = DumpOptions.ofNow().withHistory();
        isNoDump("behind revision 9 comes /b 11", all, head(9, 1), file("/a", 1), file("/b", 11),
                end(11));
        isNoDump("behind revision 10 comes /b 10", all, head(9, 0), file("/b", 10),
                file("/b", 10), end(11));
        isNoDump("it is of revision 11, and ends with 10", all, head(9, 0), file("/b", 10),
                end(11));
        isNoDump("behind revision 9 comes /b 10", head(9, 0), file("/b", 10), end(10));
    }

    @Test
    void aRefusalInTheMiddleIsTold() {
        assertThatThrownBy(() -> take(DumpOptions.ofNow(), head(9, 2), file("/a", 1),
                Response.error(ErrorCode.OTHER, "the disk is full")))
                .isExactlyInstanceOf(DoozerException.class).hasMessage("OTHER: the disk is full");
        assertThatThrownBy(() -> take(DumpOptions.ofNow(),
                Response.error(ErrorCode.READONLY, "no majority")))
                .isInstanceOf(NoQuorumException.class);
    }

    @Test
    void aConnectionThatIsLostEndsItBehindWhatHasCome() throws Exception {
        for (boolean isFollowing : new boolean[] {false, true}) {
            try (FakeServer fake = server((peer, tag) -> {
                peer.answer(tag, head(9, 3));
                peer.answer(tag, file("/a", 1));
                peer.answer(tag, file("/b", 2));
                // half a frame
                peer.raw((byte) 0, (byte) 0, (byte) 0, (byte) 9, (byte) 8);
            }); DoozerClient client = isFollowing
                    ? DoozerClient.builder().address(fake.address()).connect() : fake.connect();
                    Dump dump = client.dump(DumpOptions.ofNow())) {
                assertThat(dump.nextFile().path()).isEqualTo("/a");
                assertThat(dump.nextFile().path()).isEqualTo("/b");
                for (int i = 0; i < 2; i++) {
                    assertThatThrownBy(dump::nextFile).isInstanceOf(ConnectionLostException.class);
                }
                // and nobody has asked for it again
                asked.take();
                assertThat(client.rev()).isEqualTo(9);
                assertThat(asked).isEmpty();
            }
        }
    }

    @Test
    void aServerThatFallsSilentEndsTheCallOnly() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (FakeServer fake = server((peer, tag) -> {
            peer.answer(tag, head(9, 1));
            goOn.await();
            peer.answer(tag, file("/a", 1));
            peer.answer(tag, end(9));
            peer.fallSilent();
        }); DoozerClient client = fake.connect();
                Dump dump = RealServer.hasty(client).dump(DumpOptions.ofNow())) {
            assertThatThrownBy(dump::nextFile).isInstanceOf(DoozerTimeoutException.class);
            goOn.countDown();
            DumpedFile file = null;
            while (file == null) file = patient(dump);
            assertThat(file.path()).isEqualTo("/a");
        }
    }

    private static DumpedFile patient(Dump dump) {
        try {
            return dump.nextFile();
        } catch (DoozerTimeoutException e) {
            return null;
        }
    }

    @Test
    void interruptingAWaitLosesNothing() throws Exception {
        try (FakeServer fake = server((peer, tag) -> {
            peer.answer(tag, head(9, 1));
            peer.fallSilent();
        }); DoozerClient client = fake.connect(); Dump dump = client.dump(DumpOptions.ofNow())) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(dump::nextFile).hasMessage("interrupted while waiting");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aHugeOneIsHeldInPart() throws Exception {
        // given a server that says as much as it can
        byte[] body = new byte[1 << 20];
        BlockingQueue<Integer> sent = new LinkedBlockingQueue<>();
        try (FakeServer fake = server((peer, tag) -> {
            peer.answer(tag, head(Long.MAX_VALUE, Integer.MAX_VALUE));
            for (int i = 0; i < 300; i++) {
                peer.answer(tag, file("/" + (1_000 + i), 1).value(body));
                sent.add(i);
            }
        }); DoozerClient client = fake.connect(); Dump dump = client.dump(DumpOptions.ofNow())) {
            assertThat(dump.fileCount()).isEqualTo(Integer.MAX_VALUE);
            for (int i = 0; i < 300; i++) {
                assertThat(dump.nextFile().path()).isEqualTo("/" + (1_000 + i));
                assertThat(dump.queuedBytes())
                        .isLessThanOrEqualTo(Feed.MAX_BYTES + (1 << 20) + 200);
                // what is on its way is in the buffers of two sockets, and no more in ours
                assertThat(sent.size()).isLessThan(i + 60);
            }
            assertThatThrownBy(dump::nextFile).isInstanceOf(ConnectionLostException.class);
        }
    }

    @Test
    void orderIsThatOfAWalk() {
        String[] paths = {"/-", "/.", "/a", "/a/-", "/a/b", "/a-", "/a.b/c", "/ab", "/b/c/d",
            "/b/cc", "/b-c"};
        for (int i = 0; i < paths.length; i++) {
            for (int j = 0; j < paths.length; j++) {
                assertThat(Dump.isAfter(paths[i], paths[j])).as(paths[i] + " " + paths[j])
                        .isEqualTo(i > j);
            }
        }
    }
}
