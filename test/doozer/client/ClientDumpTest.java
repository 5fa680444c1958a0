package doozer.client;

import static doozer.client.RealServer.LONG;
import static doozer.client.RealServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import doozer.wire.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Dumps of a real server: everything, of one moment, at the pace of whoever takes it. */
@Timeout(60)
class ClientDumpTest {
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

    private static List<DumpedFile> files(Dump dump) {
        List<DumpedFile> files = new ArrayList<>();
        for (DumpedFile file = dump.nextFile(); file != null; file = dump.nextFile()) {
            files.add(file);
        }
        assertThat(files).hasSize((int) dump.fileCount());
        return files;
    }

    private static List<Event> events(Dump dump) {
        List<Event> events = new ArrayList<>();
        for (Event event = dump.nextEvent(); event != null; event = dump.nextEvent()) {
            events.add(event);
        }
        return events;
    }

    private static List<String> texts(List<DumpedFile> files) {
        return files.stream().map(file -> file.path() + " " + file.revision() + " "
                + RealServer.text(file.body())).toList();
    }

    private List<String> walked() {
        return client.walk("/**").stream().map(file -> file.path() + " " + file.revision() + " "
                + RealServer.text(file.body())).toList();
    }

    /** So much that neither the server nor the client can have it all on its way. */
    private void fill() {
        byte[] body = new byte[100_000];
        for (int i = 0; i < 400; i++) client.setAsync("/big/" + (1_000 + i), -1, body);
        client.nop();
    }

    @Test
    void everyFileComesAndThenTheEnd() {
        client.set("/a-b", -1, bytes("1"));
        client.set("/a/c", -1, bytes("2"));
        client.set("/b", -1, bytes(""));
        try (Dump dump = client.dump(DumpOptions.ofNow())) {
            assertThat(dump.name()).isEqualTo("local");
            assertThat(dump.identity()).isEqualTo(client.identity()).hasSize(51);
            assertThat(dump.base()).isEqualTo(client.rev());
            assertThatThrownBy(dump::nextEvent).isInstanceOf(IllegalStateException.class);
            assertThat(texts(files(dump))).isEqualTo(walked()).hasSize(10);
            assertThatThrownBy(dump::revision).isInstanceOf(IllegalStateException.class);
            assertThat(dump.nextEvent()).isNull();
            assertThat(dump.revision()).isEqualTo(dump.base());
            assertThat(dump.nextFile()).isNull();
            assertThat(dump.nextEvent()).isNull();
        }
        assertThat(client.get("/b").isMissing()).isFalse();
    }

    @Test
    void theHistoryLeadsToTheStateOfNow() throws Exception {
        try (RealServer brief = new RealServer("-hist", "20"); DoozerClient own = brief.connect()) {
            for (int i = 0; i < 60; i++) {
                own.set("/f" + i % 9, -1, bytes("" + i));
                if (i % 7 == 0) own.txn().set("/f1", -1, bytes("t")).delete("/f2", -1).commit();
            }
            try (Dump dump = own.dump(DumpOptions.ofNow().withHistory())) {
                Map<String, String> state = new TreeMap<>();
                for (DumpedFile file : files(dump)) {
                    state.put(file.path(), RealServer.text(file.body()));
                }
                List<Event> events = events(dump);
                for (Event event : events) {
                    if (event.kind() == Event.Kind.DEL) state.remove(event.path());
                    else state.put(event.path(), RealServer.text(event.body()));
                }
                assertThat(events).hasSize(19).anyMatch(Event::hasMore);
                assertThat(dump.base()).isEqualTo(own.rev() - 19);
                assertThat(dump.revision()).isEqualTo(own.rev());
                Map<String, String> now = new TreeMap<>();
                for (WalkedFile file : own.walk("/**")) {
                    now.put(file.path(), RealServer.text(file.body()));
                }
                assertThat(state).isEqualTo(now);
            }
        }
    }

    @Test
    void filesAndEventsTellWhoseTheyAre() {
        Session session = client.openSession(Duration.ofSeconds(90), "me");
        String own = "/ctl/sess/" + session.id();
        long revision = session.txn().setEphemeral("/e", -1, bytes("1")).commit();
        try (Dump dump = client.dump(DumpOptions.ofNow())) {
            for (DumpedFile file : files(dump)) {
                boolean isOwned = file.path().equals("/e") || file.path().equals(own);
                assertThat(file.owner()).as(file.path()).isEqualTo(isOwned ? session.id() : 0);
                assertThat(file.ttlMillis()).as(file.path())
                        .isEqualTo(file.path().equals(own) ? 90_000 : 0);
            }
        }
        try (Dump dump = client.dump(DumpOptions.ofNow().withHistory())) {
            assertThat(dump.fileCount()).isZero();
            Event event = events(dump).get((int) revision - 1);
            assertThat(event.path()).isEqualTo("/e");
            assertThat(event.owner()).isEqualTo(session.id());
        }
        try (Watch watch = client.watch(WatchOptions.of("/e").and(own).withOwners().walkFirst());
                Watch past = client.watch(WatchOptions.of(own).withOwners().from(1));
                Watch plain = client.watch(WatchOptions.of(own).from(1))) {
            assertThat(watch.next().owner()).isEqualTo(session.id());
            assertThat(watch.next().ttlMillis()).isEqualTo(90_000);
            assertThat(past.next().ttlMillis()).isEqualTo(90_000);
            assertThat(plain.next().owner()).isZero();
            client.set("/e", -1, bytes("2"));
            assertThat(watch.next().owner()).isEqualTo(session.id());
        }
    }

    @Test
    void whoTakesSlowlyHoldsLittleAndDelaysNobody() {
        // given forty megabytes
        fill();
        long revision = client.rev();
        try (Dump dump = client.dump(DumpOptions.ofNow())) {
            // when they are overwritten before they are taken, and others go on
            for (int i = 0; i < 400; i++) client.set("/big/" + (1_000 + i), -1, bytes("x"));
            assertThat(dump.queuedBytes()).isLessThan(Feed.MAX_BYTES + 200_000);

            // then all is as it was
            List<DumpedFile> files = files(dump);
            assertThat(files.stream().filter(file -> file.body().length == 100_000)).hasSize(400);
            assertThat(dump.nextEvent()).isNull();
            assertThat(dump.revision()).isEqualTo(revision);
        }
    }

    @Test
    void fourAtATimeAndToCloseOneMakesRoom() {
        fill();
        List<Dump> open = new ArrayList<>();
        for (int i = 0; i < 4; i++) open.add(client.dump(DumpOptions.ofNow()));
        DoozerException refusal = catchThrowableOfType(DoozerException.class,
                () -> client.dump(DumpOptions.ofNow()));
        assertThat(refusal.code()).isEqualTo(ErrorCode.RANGE);
        assertThat(refusal).hasMessageContaining("4 dumps under way");

        open.get(0).close();
        assertThatThrownBy(open.get(0)::nextFile).isInstanceOf(ClosedException.class);
        open.set(0, null);
        // the server hears of it when it does
        while (open.get(0) == null) {
            try {
                open.set(0, client.dump(DumpOptions.ofNow().local()));
            } catch (DoozerException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.RANGE);
            }
        }
        assertThat(files(open.get(0))).hasSize(407);
        open.forEach(Dump::close);
    }

    @Test
    void closingTheClientEndsADump() throws Exception {
        fill();
        Dump dump = client.dump(DumpOptions.ofNow());
        assertThat(dump.nextFile()).isNotNull();

        client.close();

        assertThatThrownBy(dump::nextFile).isInstanceOf(ClosedException.class)
                .hasMessage("the client is closed");
        assertThatThrownBy(() -> client.dump(DumpOptions.ofNow()))
                .isInstanceOf(ClosedException.class);
        for (Thread thread : RealServer.clientThreads(server.address())) thread.join(20_000);
        assertThat(RealServer.clientThreads(server.address())).isEmpty();
    }

    @Test
    void aClientThatFollowsItsClusterTakesOneToo() {
        try (DoozerClient follower = DoozerClient.builder().address(server.address()).timeout(LONG)
                .connect(); Dump dump = follower.dump(DumpOptions.ofNow());
                Dump local = follower.dump(DumpOptions.ofNow().local().withHistory())) {
            assertThat(follower.identity()).isEqualTo(client.identity()).isNotEmpty();
            assertThat(files(dump)).hasSize(7);
            assertThat(events(local)).hasSize(7);
        }
    }

    @Test
    void aDumpIsForThoseWhoMayWrite() throws Exception {
        Map<String, String> secrets = Map.of("DOOZER_RWSECRET", "rw", "DOOZER_ROSECRET", "ro");
        try (RealServer guarded = new RealServer(secrets);
                DoozerClient reader = DoozerClient.builder().address(guarded.address())
                        .secret("ro").timeout(LONG).connect();
                DoozerClient writer = DoozerClient.builder().address(guarded.address())
                        .secret("rw").timeout(LONG).connect()) {
            assertThatThrownBy(() -> reader.dump(DumpOptions.ofNow()))
                    .isInstanceOf(NotAllowedException.class);
            try (Dump dump = writer.dump(DumpOptions.ofNow())) {
                assertThat(files(dump)).hasSize(7);
            }
        }
    }
}
