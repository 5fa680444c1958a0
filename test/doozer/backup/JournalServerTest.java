package doozer.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.client.ClientBuilder;
import doozer.client.DoozerClient;
import doozer.client.Session;
import doozer.server.Doozer;
import doozer.server.Log;
import doozer.server.Options;
import doozer.tree.FileEntry;
import doozer.tree.Store;
import doozer.wire.DoozerUri;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backups and journals of real servers. */
@Timeout(120)
class JournalServerTest {
    @TempDir
    private Path folder;
    private final List<Doozer> servers = new ArrayList<>();
    private final List<String> log = new CopyOnWriteArrayList<>();

    private Doozer start(String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of("-l", "127.0.0.1:0"));
        all.addAll(Arrays.asList(options));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        Doozer server = Doozer.start(Options.parse(all.toArray(String[]::new), Map.of()),
            new Log(nowhere, System::currentTimeMillis));
        servers.add(server);
        return server;
    }

    @AfterEach
    void stopAll() {
        servers.forEach(Doozer::close);
    }

    private DoozerClient follow() {
        ClientBuilder builder = DoozerClient.builder();
        for (Doozer server : servers) builder.address(server.address().toString());
        return builder.connect();
    }

    private final class Running implements AutoCloseable {
        private final Journal journal;
        private final CompletableFuture<Void> ended;
        private volatile IOException failure;

        Running() {
            this(JournalOptions.USUAL.withRoll(4096), JournalServerTest.this::follow);
        }

        Running(JournalOptions options, Journal.Clients clients) {
            journal = Journal.of(folder, options, clients, log::add);
            ended = CompletableFuture.runAsync(this::run);
        }

        private void run() {
            try {
                journal.run();
            } catch (IOException e) {
                failure = e;
            }
        }

        @Override
        public void close() throws IOException {
            journal.stop(20_000);
            awaitEnd();
            if (failure != null) throw failure;
        }

        /** Goes on once that was said. */
        Running await(String text) throws Exception {
            JournalServerTest.await(() -> hasSaid(text) || failure != null);
            return this;
        }

        void awaitEnd() {
            ended.join();
        }
    }

    private static void await(Callable<Boolean> wanted) throws Exception {
        while (!wanted.call()) LockSupport.parkNanos(5_000_000);
    }

    private boolean hasSaid(String text) {
        return log.stream().anyMatch(line -> line.contains(text));
    }

    private static void check(Restored restored, DoozerClient client) {
        long revision = restored.revision();
        Store store = restored.store();
        List<String> there = new ArrayList<>();
        client.walk("/**", revision, file -> {
            FileEntry entry = (FileEntry) store.current().find(file.path());
            assertThat(entry.revision()).as(file.path()).isEqualTo(file.revision());
            assertThat(entry.value()).isEqualTo(file.body());
            return there.add(file.path());
        });
        assertThat(restored.fileCount()).isEqualTo(there.size());
    }

    @Test
    void backupHasOwnersAndTimesToLive() throws Exception {
        start();
        try (DoozerClient client = follow();
                Session session = client.openSession(Duration.ofSeconds(77), "me")) {
            session.setEphemeral("/mine", 0, new byte[] {1});
            client.txn().set("/a", new byte[0]).set("/b", new byte[] {2}).commit();
            Path file = folder.resolve("backup");
            for (boolean hasHistory : new boolean[] {false, true}) {
                Backup backup = Backup.of(client, "test");
                if (hasHistory) backup.withHistory();
                backup.to(file);

                Restored restored = Restore.from(file).withHistory(1000, 1 << 20).read();
                check(restored, client);
                assertThat(restored.identity()).isEqualTo(client.identity());
                assertThat(restored.clusterName()).isEqualTo("local");
                FileEntry mine = (FileEntry) restored.store().current().find("/mine");
                assertThat(mine.owner()).isEqualTo(session.id());
                assertThat(restored.ttlMillis("/ctl/sess/" + session.id())).isEqualTo(77_000);
            }
            // Both sets of the transaction are one step.
            Restored all = Restore.from(file).withHistory(1000, 1 << 20).read();
            long last = all.revision();
            assertThat(all.store().event(last).first()).isEqualTo(last - 1);
            Backup.of(client, "test").withLocal().to(file);
            assertThat(Restore.from(file).read().isLocal()).isTrue();
        }
    }

    @Test
    void longestBodyThatIsRestoredCanBeBackedUpAgain() throws Exception {
        start();
        String identity;
        try (DoozerClient client = follow()) {
            identity = client.identity();
        }
        servers.remove(0).close();
        Path file = folder.resolve("backup");
        AtomicFile atomic = new AtomicFile(new SystemDisk(), file, "x");
        BackupWriter writer = new BackupWriter(atomic, new Item.Head(Item.Form.BACKUP, 0, 9, 1234,
            "local", identity, "1.0", ""));
        writer.file(new Item.File("/long", 9, 0, 0, new byte[Item.MAX_BODY]));
        writer.end();
        atomic.commit();

        start("-restore", file.toString());
        Path again = folder.resolve("again");
        try (DoozerClient client = follow()) {
            Backup.of(client, "test").to(again);
            FileEntry found = (FileEntry) Restore.from(again).read().store().current()
                .find("/long");
            assertThat(found.value()).hasSize(Item.MAX_BODY);
        }
    }

    @Test
    void nodeWithoutAMajorityGivesALocalBackupAndNoOther() throws Exception {
        String first = start().address().toString();
        start("-peer", first);
        start("-peer", first);
        Path file = folder.resolve("backup");
        try (DoozerClient client = follow()) {
            await(() -> client.walk("/ctl/cal/*").size() == 3);
        }
        servers.remove(2).close();
        servers.remove(1).close();
        try (DoozerClient alone = DoozerClient.connect(DoozerUri.parse("doozer:?ca=" + first))) {
            assertThatThrownBy(() -> Backup.of(alone, "test").to(file))
                .hasMessageContaining("a local backup has what it has itself");
            assertThat(file).doesNotExist();
            Backup.of(alone, "test").withLocal().to(file);
            assertThat(Restore.from(file).read().fileCount()).isGreaterThan(10);
        }
    }

    @Test
    void journalHasEachRevisionOfAServer() throws Exception {
        start();
        try (DoozerClient client = follow()) {
            client.set("/a", -1, new byte[] {1});
            long first = client.rev();
            for (int run = 0; run < 2; run++) {
                try (Running running = new Running()) {
                    await(() -> Files.exists(folder.resolve("status")) && hasSaid("snapshot"));
                    Session session = client.openSession(Duration.ofSeconds(33), "x" + run);
                    session.setEphemeral("/mine", 0, new byte[] {1});
                    client.nop();
                    for (int i = 0; i < 50; i++) client.set("/b", -1, new byte[i]);
                    session.close();
                    long last = client.rev();
                    await(() -> Restore.from(folder).read().revision() >= last);
                    assertThat(running.failure).isNull();
                }
            }
            for (long revision = first; revision <= client.rev(); revision++) {
                Restored restored = Restore.from(folder).atRevision(revision).read();
                check(restored, client);
                if (restored.store().current().find("/mine") instanceof FileEntry mine) {
                    assertThat(mine.owner()).isPositive();
                    assertThat(restored.ttlMillis("/ctl/sess/" + mine.owner())).isIn(33_000L,
                        10_000L);
                }
            }
            assertThat(Inspection.verify(folder)).containsEntry("revision", "" + client.rev())
                .doesNotContainKey("gap_1");
            assertThat(log).anyMatch(line -> line.startsWith("going on behind revision "));
        }
    }

    @Test
    void historyThatIsGoneIsAGapInTheFiles() throws Exception {
        start("-hist", "5");
        try (DoozerClient client = follow()) {
            new Running().await("snapshot").close();
            for (int i = 0; i < 20; i++) client.set("/b", -1, new byte[i]);
            log.clear();
            new Running().await("snapshot").close();

            assertThat(hasSaid("HISTORY LOST")).isTrue();
            check(Restore.from(folder).read(), client);
            assertThat(Inspection.verify(folder).get("gap_1")).contains("HISTORY LOST");
        }
    }

    @Test
    void anotherClusterIsNotFollowed() throws Exception {
        start();
        new Running().await("snapshot").close();
        servers.remove(0).close();
        start();
        Running running = new Running();
        running.awaitEnd();

        assertThatThrownBy(running::close).isInstanceOfSatisfying(BackupException.class,
            e -> assertThat(e.kind()).isEqualTo(BackupException.Kind.OTHER_CLUSTER));
    }

    /** Of the dump nothing comes at all, or not even the answer to the first word. */
    @ParameterizedTest
    @ValueSource(longs = {0, 4_000})
    void snapshotThatStandsStillHoldsUpNeitherChangesNorTheEnd(long given) throws Exception {
        Doozer server = start();
        JournalOptions options = JournalOptions.USUAL.withSync(Duration.ofMillis(100))
            .withSnapshots(1, Duration.ofHours(1));
        try (DoozerClient client = follow();
                StallingProxy proxy = new StallingProxy(server.address().port())) {
            for (int i = 0; i < 100; i++) client.set("/f/" + i, -1, new byte[100]);
            Running running = new Running(options, () -> DoozerClient.connect(
                DoozerUri.parse("doozer:?ca=" + proxy.address()))).await("snapshot");

            // when the next one stands still
            proxy.stallAfter(given);
            long begun = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                client.set("/a", -1, new byte[i]);
                LockSupport.parkNanos(20_000_000);
            }
            String synced = "doozer_journal_synced_revision " + client.rev();
            await(() -> Files.readAllLines(folder.resolve("status")).contains(synced));
            running.close();

            // then all is there long before it is given up
            assertThat(System.nanoTime() - begun).isLessThan(15_000_000_000L);
            assertThat(log).filteredOn(line -> line.contains("taken")).hasSize(1);
            check(Restore.from(folder).read(), client);
        }
    }

    @Test
    void backupGivesUpWhenNothingComesForItsPatience() throws Exception {
        Doozer server = start();
        try (StallingProxy proxy = new StallingProxy(server.address().port());
                DoozerClient client = DoozerClient.connect(
                    DoozerUri.parse("doozer:?ca=" + proxy.address()))) {
            for (int i = 0; i < 100; i++) client.set("/f/" + i, -1, new byte[100]);
            proxy.stallAfter(4_000);
            long begun = System.nanoTime();
            assertThatThrownBy(() -> Backup.of(client, "test", Duration.ofMillis(300))
                .to(folder.resolve("backup"))).isInstanceOf(IOException.class);

            assertThat(System.nanoTime() - begun).isLessThan(15_000_000_000L);
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void journalGoesOnWhenMembersEnd() throws Exception {
        String first = start().address().toString();
        start("-peer", first);
        start("-peer", first);
        try (DoozerClient client = follow()) {
            await(() -> client.walk("/ctl/cal/*").size() == 3);
            try (Running running = new Running().await("snapshot");
                    Session session = client.openSession(Duration.ofSeconds(30))) {
                session.set("/a", -1, new byte[] {1});
                servers.remove(0).close();
                for (int i = 0; i < 20; i++) session.set("/a", -1, new byte[i]);
                long last = client.rev();
                await(() -> Restore.from(folder).read().revision() >= last);
                assertThat(running.failure).isNull();
            }
            Restored restored = Restore.from(folder).read();
            check(restored, client);
            assertThat(hasSaid("ANEW")).isFalse();
            assertThat(Inspection.verify(folder)).doesNotContainKey("gap_1");
        }
    }
}
