package doozer.client;

import static doozer.client.RealServer.bytes;
import static doozer.client.RealServer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import doozer.wire.Address;
import doozer.wire.DoozerUri;
import doozer.wire.ErrorCode;
import doozer.wire.Flags;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each verb, and connecting, against a real server. */
@Timeout(30)
class ClientVerbsTest {
    private RealServer server;
    private DoozerClient client;

    @BeforeEach
    void connect() throws Exception {
        server = new RealServer();
        client = server.connect();
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void writesAndReadsAFile() {
        long revision = client.set("/a", 0, bytes("x"));

        assertThat(client.get("/a").revision()).isEqualTo(revision);
        assertThat(text(client.get("/a").body())).isEqualTo("x");
        assertThat(client.stat("/a")).isEqualTo(new Stat(revision, 1));
        assertThat(client.rev()).isEqualTo(revision);
        assertThat(client.del("/a", revision)).isEqualTo(revision + 1);
        assertThat(client.nop()).isEqualTo(revision + 2);
        assertThat(client.self()).isEqualTo(server.id());
    }

    @Test
    void tellsWhatIsMissingFromWhatIsEmpty() {
        client.set("/empty", 0, new byte[0]);

        assertThat(client.get("/none").isMissing()).isTrue();
        assertThat(client.get("/none").body()).isEmpty();
        assertThat(client.get("/empty").isMissing()).isFalse();
        assertThat(client.stat("/none").isMissing()).isTrue();
        assertThat(client.stat("/ctl").isDirectory()).isTrue();
    }

    @Test
    void readsEverythingAsOfARevision() {
        long first = client.set("/d/a", 0, bytes("one"));
        client.set("/d/a", -1, bytes("three"));
        client.set("/d/b", 0, bytes("b"));

        assertThat(text(client.get("/d/a", first).body())).isEqualTo("one");
        assertThat(client.stat("/d/a", first).length()).isEqualTo(3);
        assertThat(client.list("/d", first)).hasSize(1);
        assertThat(client.walk("/d/*", first)).hasSize(1);
        assertThat(client.list("/d")).extracting(DirectoryEntry::name).containsExactly("a", "b");
        assertThat(client.walk("/d/*")).extracting(file -> file.path() + text(file.body()))
                .containsExactly("/d/athree", "/d/bb");
        assertThat(client.list("/ctl/cal")).hasSize(1);
    }

    @Test
    void listsSizesAndRevisionsWhereTheServerTellsThem() throws Exception {
        try (FakeServer fake = FakeServer.greeting(peer -> {
            long tag = peer.next(Verb.GETDIR).tag();
            peer.answer(tag, new Response().flags(Flags.VALID).path("f").rev(7).len(3));
            peer.answer(tag, new Response().flags(Flags.VALID).path("d").rev(-2).len(1));
            peer.answer(tag, new Response().flags(Flags.DONE));
            peer.answer(peer.next(Verb.INFO), new Response().flags(Flags.VALID | Flags.DONE)
                    .value(bytes("version:1\n")));
        }); DoozerClient other = fake.connect()) {
            List<DirectoryEntry> list = other.list("/x");

            assertThat(list).containsExactly(new DirectoryEntry("f", 7, 3),
                    new DirectoryEntry("d", -2, 1));
            assertThat(list.get(1).isDirectory()).isTrue();
            assertThat(other.info()).isEqualTo("version:1\n");
        }
    }

    @Test
    void awaitFindsWhatHasHappenedAndWhatWill() throws Exception {
        long revision = client.set("/a", 0, bytes("x"));
        Event past = client.await("/a", 1);

        var coming = client.awaitAsync("/b", revision + 1);
        client.set("/b", 0, bytes("y"));
        client.del("/a", -1);

        assertThat(past.path() + past.revision() + past.kind() + text(past.body()))
                .isEqualTo("/a" + revision + "SETx");
        assertThat(coming.get().path()).isEqualTo("/b");
        assertThat(client.await("/a", revision + 1).kind()).isEqualTo(Event.Kind.DEL);
    }

    @Test
    void refusalsHaveTypesAndCodes() {
        long revision = client.set("/a", 0, bytes("x"));

        assertThatThrownBy(() -> client.set("/a", 0, bytes("y")))
                .isInstanceOf(RevisionMismatchException.class).hasMessage("REV_MISMATCH");
        assertThatThrownBy(() -> client.set("/ctl/x", -1, bytes("y")))
                .isExactlyInstanceOf(DoozerException.class).hasMessageStartingWith("BAD_PATH");
        assertThatThrownBy(() -> client.list("/none"))
                .isInstanceOfSatisfying(DoozerException.class,
                    e -> assertThat(e.code()).isEqualTo(ErrorCode.NOENT));
        assertThatThrownBy(() -> client.walk("/["))
                .hasMessage("OTHER: invalid glob pattern: /[");
        assertThat(client.get("/a").revision()).isEqualTo(revision);
    }

    @Test
    void tooLateSaysWhatIsKept() throws Exception {
        try (RealServer forgetful = new RealServer("-hist", "5");
                DoozerClient other = forgetful.connect()) {
            for (int i = 0; i < 20; i++) other.nop();
            long oldest = other.rev() - 4;

            var get = catchThrowableOfType(TooLateException.class, () -> other.get("/a", 2));
            var wait = catchThrowableOfType(TooLateException.class, () -> other.await("/a", 2));
            var watch = catchThrowableOfType(TooLateException.class,
                    () -> other.watch("/a", 0).next());

            assertThat(get.oldest()).isEqualTo(oldest).isEqualTo(wait.oldest())
                    .isEqualTo(watch.oldest());
            assertThat(get.code()).isEqualTo(ErrorCode.TOO_LATE);
            assertThat(get.isOutcomeUnknown()).isFalse();
        }
    }

    @Test
    void aTimeOutEndsTheCallAndNotTheConnection() {
        DoozerClient hasty = RealServer.hasty(client);

        assertThatThrownBy(() -> hasty.await("/a", client.rev() + 1))
                .isInstanceOf(DoozerTimeoutException.class).hasMessage("wait timeout");
        assertThatThrownBy(() -> hasty.get("/a", client.rev() + 9))
                .isInstanceOf(DoozerTimeoutException.class);

        assertThat(client.self()).isEqualTo(server.id());
    }

    @Test
    void aCallThatTimesOutGivesItsPlaceOnTheServerBack() throws Exception {
        try (RealServer strict = new RealServer("-maxwatches", "1");
                DoozerClient other = strict.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> RealServer.hasty(other).await("/a", 1_000_000))
                        .isInstanceOf(DoozerTimeoutException.class);
            }
        }
    }

    @Test
    void anInterruptEndsTheCallAndNotTheConnection() {
        long start = System.nanoTime();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> client.await("/a", 1_000_000)).hasMessage(
                "interrupted while waiting").isExactlyInstanceOf(DoozerException.class);

        assertThat(System.nanoTime() - start).isLessThan(RealServer.LONG.toNanos() / 2);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(client.self()).isEqualTo(server.id());
    }

    @Test
    void walksManyFilesWithFewInMemory() {
        for (int i = 0; i < 300; i++) client.setAsync("/w/" + (1000 + i), 0, bytes("b" + i));
        long revision = client.rev();
        client.set("/w/9", 0, bytes("too late to be seen"));
        List<String> paths = new ArrayList<>();

        // Four fit into the queue; each look at another file lets the reader overtake us.
        client.walk(new WalkFeed(client.channel(), "/w/*", revision, 4), file -> {
            client.nop();
            return paths.add(file.path() + "=" + text(file.body()));
        });

        assertThat(paths).hasSize(300).doesNotHaveDuplicates().isSorted();
        assertThat(paths.get(299)).isEqualTo("/w/1299=b299");
    }

    @Test
    void aWalkEndsWhenTheListenerHasHadEnough() throws Exception {
        try (RealServer strict = new RealServer("-maxwatches", "1");
                DoozerClient other = strict.connect()) {
            for (int i = 0; i < 50; i++) other.set("/w/" + i, 0, bytes("b"));
            List<String> paths = new ArrayList<>();

            for (int i = 0; i < 3; i++) {
                other.walk("/w/*", other.rev(), file -> !paths.add(file.path()));
            }
            assertThatThrownBy(() -> other.walk("/w/*", other.rev(), file -> {
                throw new IllegalStateException("mine");
            })).hasMessage("mine");

            assertThat(paths).hasSize(3);
            assertThat(other.walk("/w/*")).hasSize(50);
        }
    }

    @Test
    void aLargeValueGoesThereAndBack() {
        byte[] large = new byte[1 << 20];
        large[large.length - 1] = 7;

        client.set("/large", 0, large);

        assertThat(client.get("/large").body()).isEqualTo(large);
        assertThatThrownBy(() -> client.set("/large", -1, new byte[(1 << 20) + 1]))
                .hasMessageStartingWith("RANGE");
    }

    @Test
    void connectsToTheFirstAddressThatAnswers() throws Exception {
        int closed = closedPort();
        Address nobody = new Address("127.0.0.1", closed);
        Address somebody = server.uri().addresses().get(0);

        try (DoozerClient found = DoozerClient.connect(
                new DoozerUri(List.of(nobody, somebody), "", ""))) {
            assertThat(found.self()).isEqualTo(server.id());
        }
        assertThatThrownBy(() -> DoozerClient.connect(new DoozerUri(List.of(nobody), "", "")))
                .isInstanceOf(ConnectionLostException.class)
                .hasMessage("cannot connect to 127.0.0.1:" + closed + ": Connection refused");
        assertThatThrownBy(() -> DoozerClient.connect(new DoozerUri(List.of(), "x", "")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static int closedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void givesTheSecretOfTheUri() throws Exception {
        try (RealServer locked = new RealServer(Map.of("DOOZER_RWSECRET", "s3")) ) {
            String uri = locked.uri().toString();
            try (DoozerClient known = DoozerClient.connect(DoozerUri.parse(uri + "&sk=s3"))) {
                assertThat(known.set("/a", 0, bytes("x"))).isPositive();
            }
            assertThatThrownBy(() -> DoozerClient.connect(DoozerUri.parse(uri + "&sk=wrong")))
                    .hasMessage("OTHER: permission denied");
            assertThat(RealServer.clientThreads(locked.address())).allMatch(this::ends);
        }
    }

    private boolean ends(Thread thread) {
        try {
            thread.join(RealServer.LONG.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}
