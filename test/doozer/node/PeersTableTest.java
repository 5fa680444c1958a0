package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the tables of the page on the protocol between nodes to what is really said. */
class PeersTableTest {
    private static final Path PAGE =
            Path.of(System.getProperty("doozer.root"), "doc", "peers.md");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    private final PeerCodecSamples samples = new PeerCodecSamples(1);

    @Test
    void everyMessageIsInThePageWithItsKindAndItsFields() throws IOException {
        List<String> expected = new ArrayList<>();
        for (Class<?> kind : PeerCodecSamples.kinds()) {
            byte[] bytes = PeerCodecSamples.encode(samples.message(kind));
            expected.add(row(bytes[0], kind));
        }
        assertThat(expected).hasSizeGreaterThan(26);
        assertThat(rows("message")).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void everyCommandIsInThePageWithItsKindAndItsFields() throws IOException {
        List<String> expected = new ArrayList<>();
        for (Class<?> kind : PeerCodecSamples.commands()) {
            byte[] bytes = BatchCodec.encode(new Batch(List.of(samples.entry(kind))));
            expected.add(row(bytes[0] >> 1, kind));
        }
        assertThat(expected).hasSizeGreaterThan(9);
        assertThat(rows("command")).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void everyRecordInAFieldIsInThePageWithItsOwn() throws IOException {
        for (Class<?> type : List.of(Incarnation.class, ClusterId.class, Profile.class,
                Genesis.class, Origin.class, Gap.class, Snapshot.class,
                doozer.paxos.Print.class, doozer.paxos.Vote.class,
                doozer.paxos.Configuration.class)) {
            assertThat(rows("field")).anyMatch(row -> row.endsWith(" " + fields(type)));
        }
    }

    /** A kind, what it is called, and its fields in their order. */
    private static String row(int kind, Class<?> type) {
        return (kind + " " + type.getSimpleName() + " " + fields(type)).trim();
    }

    private static String fields(Class<?> type) {
        return String.join(" ", Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName).toList());
    }

    /** The same of each row of the table whose first line has that column. */
    private static List<String> rows(String column) throws IOException {
        List<String> rows = new ArrayList<>();
        boolean isIn = false;
        for (String line : Files.readAllLines(PAGE)) {
            if (line.matches("\\| (kind \\| )?" + column + " \\|.*")) {
                isIn = true;
            } else if (!line.startsWith("|")) {
                isIn = false;
            } else if (isIn && !line.startsWith("|---")) {
                rows.add(row(line));
            }
        }
        return rows;
    }

    private static String row(String line) {
        String[] cells = line.split("\\|");
        StringBuilder row = new StringBuilder(cells[1].trim());
        for (int i = 2; i < Math.min(cells.length, 4); i++) {
            Matcher names = NAME.matcher(cells[i]);
            while (names.find()) row.append(' ').append(names.group(1));
        }
        return row.toString();
    }
}
