package doozer.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.backup.BackupException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One backup: what is written is what is read, and nothing else is believed. */
class BackupFileTest {
    private static final Path FILE = Path.of("backup");
    private static final Item.Head HEAD = new Item.Head(Item.Form.BACKUP, Item.Head.HISTORY, 9,
        1234, "name", "ab-1-cd", "1.0", "");

    private final MemoryDisk disk = new MemoryDisk(1);

    @BeforeEach
    void write() throws IOException {
        put(List.of(file("/a/b", 3), new Item.File("/a-b", 9, 7, 0, new byte[0]),
            new Item.File("/ctl/sess/7", 7, 0, 5000, new byte[] {1})),
            List.of(change(10, true), change(11, false), change(12, false)));
    }

    private void put(List<Item.File> files, List<Item.Change> changes) throws IOException {
        disk.delete(FILE);
        AtomicFile file = new AtomicFile(disk, FILE, "x");
        BackupWriter writer = new BackupWriter(file, HEAD);
        for (Item.File one : files) writer.file(one);
        for (Item.Change one : changes) writer.change(one);
        writer.end();
        file.commit();
    }

    private static Item.File file(String path, long revision) {
        return new Item.File(path, revision, 0, 0, path.getBytes());
    }

    private static Item.Change change(long revision, boolean hasMore) {
        return new Item.Change(Item.Kind.SET, hasMore, revision, 0, 0, 0, "/c", new byte[] {5});
    }

    private Restored read() throws IOException {
        return new Restore(disk, FILE, false).read();
    }

    @Test
    void bodyIsAsLongAsAClusterTakesItAndNoLonger() throws Exception {
        assertThat(Item.MAX_BODY).isEqualTo(doozer.wire.Limits.MAX_VALUE);
        put(List.of(new Item.File("/a", 9, 0, 0, new byte[Item.MAX_BODY])), List.of());
        assertThat(read().fileCount()).isEqualTo(1);

        put(List.of(new Item.File("/a", 9, 0, 0, new byte[Item.MAX_BODY + 1])), List.of());
        assertRefused(Kind.DAMAGED, "a body of 15728641 bytes, and no cluster has longer ones than"
            + " 15728640");
    }

    private void assertRefused(Kind kind, String message) {
        assertThatThrownBy(this::read).isInstanceOfSatisfying(BackupException.class, e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e.file()).isEqualTo("backup");
        }).hasMessageContaining(message).hasMessageStartingWith("backup: at byte ");
    }

    @Test
    void whatWasWrittenIsRead() throws Exception {
        Restored restored = read();

        assertThat(restored.clusterName()).isEqualTo("name");
        assertThat(restored.identity()).isEqualTo("ab-1-cd");
        assertThat(restored.revision()).isEqualTo(12);
        assertThat(restored.madeAt().toEpochMilli()).isEqualTo(1234);
        assertThat(JournalRun.text(restored)).isEqualTo("@12\n/a/b 3 0 /a/b\n/a-b 9 7 \n"
            + "/c 12 0 \5\n/ctl/sess/7 7 0 \1\n");
        assertThat(restored.ttlMillis("/ctl/sess/7")).isEqualTo(5000);
        assertThat(restored.ttlMillis("/ctl/sess/8")).isEqualTo(10_000);
        assertThat(restored.fileCount()).isEqualTo(4);
    }

    @Test
    void eachFlippedBitIsSeen() {
        byte[] good = disk.bytes(FILE);
        for (int i = 0; i < good.length; i++) {
            for (int bit = 1; bit < 256; bit <<= 1) {
                byte[] bad = good.clone();
                bad[i] ^= (byte) bit;
                disk.put(FILE, bad);
                assertThatThrownBy(this::read).as("byte " + i)
                    .isInstanceOf(BackupException.class);
            }
        }
    }

    @Test
    void eachCutIsSeen() {
        byte[] good = disk.bytes(FILE);
        for (int length = 0; length < good.length; length++) {
            disk.put(FILE, Arrays.copyOf(good, length));
            assertRefused(Kind.CUT_OFF, length == 0 ? "empty" : "");
        }
    }

    @Test
    void whatStandsBehindTheEndIsSeen() {
        byte[] good = disk.bytes(FILE);
        disk.put(FILE, Arrays.copyOf(good, good.length + 1));

        assertRefused(Kind.DAMAGED, "behind the end");
    }

    @Test
    void foreignAndNewerFilesAreToldApart() {
        byte[] good = disk.bytes(FILE);
        disk.put(FILE, "#!/bin/sh\necho this is something else\n".getBytes());
        assertRefused(Kind.FOREIGN, "neither a backup nor");

        good[Encoder.PREAMBLE - 1] = 2;
        disk.put(FILE, good);
        assertRefused(Kind.TOO_NEW, "use a newer doozer");
    }

    @ParameterizedTest
    @CsvSource({"7fffffff", "ffffffff", "80000000", "01100001", "00ffffff"})
    void hostileLengthAllocatesNothing(String hex) {
        int start = Encoder.PREAMBLE;
        byte[] bad = Arrays.copyOf(disk.bytes(FILE), start + Encoder.AROUND);
        ByteBuffer.wrap(bad).putInt(start, Integer.parseUnsignedInt(hex, 16));
        disk.put(FILE, bad);

        assertThatThrownBy(this::read).isInstanceOfSatisfying(BackupException.class,
            e -> assertThat(e.offset()).isEqualTo(start));
    }

    @Test
    void bodyLongerThanItsRecordIsRefusedThoughTheChecksumFits() {
        ByteBuffer head = Encoder.record(HEAD, Encoder.PREAMBLE);
        long at = Encoder.PREAMBLE + (long) head.remaining();
        ByteBuffer file = Encoder.record(file("/a", 1), at);
        int end = file.limit() - 4;
        file.putInt(end - 2 - 4, Item.MAX_BODY);
        file.putInt(end, Encoder.checksum(file.array(), 0, end, at));
        disk.put(FILE, ByteBuffer.allocate((int) at + file.remaining()).put(Encoder.preamble())
            .put(head).put(file).array());

        assertRefused(Kind.DAMAGED, "too short");
    }

    @Test
    void filesAreInTheOrderOfAWalk() throws Exception {
        put(List.of(file("/a-b", 1), file("/a/b", 2)), List.of());
        assertRefused(Kind.DAMAGED, "/a/b is out of order");
        put(List.of(file("/a", 1), file("/a", 2)), List.of());
        assertRefused(Kind.DAMAGED, "/a is out of order");
        put(List.of(file("/a", 1), file("/a/b", 2)), List.of());
        assertRefused(Kind.DAMAGED, "below another file");
        put(List.of(file("/a", 10)), List.of());
        assertRefused(Kind.DAMAGED, "newer than the state");
    }

    @Test
    void changesFollowEachOther() throws Exception {
        put(List.of(), List.of(change(11, false)));
        assertRefused(Kind.DAMAGED, "revision 11 after 9");
        put(List.of(), List.of(change(10, true)));
        assertRefused(Kind.DAMAGED, "within a step");
    }

    @Test
    void recordThatWasMovedIsNoneAnyMore() throws Exception {
        put(List.of(file("/a", 1), file("/b", 2)), List.of());
        byte[] good = disk.bytes(FILE);
        int first = Encoder.PREAMBLE + Encoder.record(HEAD, 0).remaining();
        int length = Encoder.record(file("/a", 1), 0).remaining();
        byte[] bad = good.clone();
        System.arraycopy(good, first, bad, first + length, length);
        System.arraycopy(good, first + length, bad, first, length);
        disk.put(FILE, bad);

        assertRefused(Kind.DAMAGED, "checksum");
    }

    @Test
    void backupWithHistoryIsRestoredAtEachStep() throws Exception {
        assertThat(at(12)).isEqualTo("12[]");
        assertThat(at(11)).isEqualTo("11[]");
        assertThat(at(10)).startsWith("9[the revisions 10 to 11 were made in one step");
        assertThat(at(9)).isEqualTo("9[]");
        assertThat(at(14)).isEqualTo("12[the revisions 13 to 14 are not in the backup]");
        assertThatThrownBy(() -> at(8)).hasMessageContaining("that of revision 9");
    }

    private String at(long revision) throws IOException {
        Restored restored = new Restore(disk, FILE, false).atRevision(revision).read();
        return restored.revision() + restored.lost().toString();
    }
}
