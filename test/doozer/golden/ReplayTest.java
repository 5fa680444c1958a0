package doozer.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That each comparison can fail: the recording is changed, so that the server seems to be. */
class ReplayTest {
    private static final String RULES = """
        [rules]
        flags undecided | latch | 3
        detail TOO_LATE | 24 | the oldest revision kept is {oldest}
        [deliberate]
        */START | 1, 2 | rev=7
        """;

    private final Tally tally = new Tally();

    private static List<Line> changed(String server, String line, UnaryOperator<Line> change) {
        List<Line> lines = new ArrayList<>(Line.byServer().get(server));
        lines.replaceAll(old -> old.name().equals(line) ? change.apply(old) : old);
        return lines;
    }

    @ParameterizedTest
    @CsvSource({
        "rwsecret-only, rwsecret-only/access-no-value, a tag of 1, 000000020801",
        "rwsecret-only, rwsecret-only/access-no-value, no tag, 00000000",
        "rwsecret-only, rwsecret-only/access-no-value, flags, 0000000408001003",
        "rwsecret-only, rwsecret-only/no-access-GETDIR, another name, 0000000808002a046e616d65",
        "rwsecret-only, rwsecret-only/unknown-verb, another error, 000000050800a00608",
        "crash:stat-empty-path, stat-empty-path, no length, 0000000408001800",
        "crash:stat-empty-path, stat-empty-path, another length, 00000006080018004001",
        "crash:stat-empty-path, stat-empty-path, another order, 00000006080040001800",
        "crash:stat-empty-path, stat-empty-path-next, an older revision, 000000040800180 6",
        "udp:udp-garbage, udp-garbage-get, no value, 0000000408001800",
        "udp:udp-garbage, udp-garbage-set, a newer revision, 000000040800183c",
        "hist10, hist-GET-edge-ok, another value, 0000000808001859320233 31",
        "hist10, hist-WALK-edge-ok, other flags, 0000000e0800100518592a022f6832023330",
        "hist10, hist-GET-rev1, a late error, 000000050800a00608",
    })
    void anAnswerThatDiffersInOneThingIsSeen(String server, String name, String what, String hex) {
        // given a recording that has it otherwise
        List<Line> lines = changed(server, name,
            line -> line.with("response_hex", hex.replace(" ", "")));
        Differences differences = new Differences(RULES + "udp-garbage | 46 | no udp\n");

        // when
        Replay.run(lines, differences, tally);

        // then that line fails, and no other
        assertThat(tally.failures()).as(what).hasSize(1);
        assertThat(tally.failures().get(0)).startsWith(name + ": expected");
    }

    @Test
    void anAnswerWhereTheRecordingHasNoneIsSeen() {
        List<Line> lines = changed("no-secret", "no-secret/access-empty",
            line -> line.with("outcome", "no-reply").with("response_hex", null));

        Replay.run(lines, new Differences(RULES), tally);

        assertThat(tally.failures()).hasSize(1);
        assertThat(tally.failures().get(0)).contains("expected SILENT, got REPLIES");
    }

    @Test
    void aLineThatDiffersAndIsNotListedIsSeen() {
        Replay.run(Line.byServer().get("size:64KiB"), new Differences(RULES), tally);

        assertThat(tally.failures().get(0)).startsWith("size-64KiB: expected SILENT, got REPLIES");
    }

    @Test
    void aListedLineThatIsAsRecordedIsSeen() {
        Differences differences = new Differences(RULES + "no-secret/access-empty | - | ok\n");

        Replay.run(Line.byServer().get("no-secret"), differences, tally);

        assertThat(tally.failures()).hasSize(1);
        assertThat(tally.failures().get(0)).contains("as recorded and still on the list");
    }

    @Test
    void aListedLineThatIsNeitherIsSeen() {
        Differences differences = new Differences(RULES
            + "size-64KiB | 11 | err_code=RANGE\nsize-64KiB-next-set | 11 | rev={new}\n");

        Replay.run(Line.byServer().get("size:64KiB"), differences, tally);

        assertThat(tally.failures().get(0)).startsWith("size-64KiB: the list says");
    }

    @Test
    void anEntryThatNothingNeedsIsSeen() {
        Differences differences = new Differences(RULES + "no-such-line | 1 | silent\n");

        Replay.run(Line.byServer().get("no-secret"), differences, tally);

        assertThat(tally.failures()).isEmpty();
        assertThat(differences.unused()).containsExactlyInAnyOrder("no-such-line",
            "detail TOO_LATE", "flags undecided");
    }

    @Test
    void aServerThatStartsAlthoughTheListSaysNoIsSeen() {
        Differences differences =
            new Differences("[deliberate]\nno-secret/* | 36 | refuses to start: SECRET\n");

        Replay.run(Line.byServer().get("no-secret"), differences, tally);

        assertThat(tally.failures()).hasSize(1);
        assertThat(tally.matched()).isZero();
    }

    @Test
    void messagesAreReadAndWrittenFieldByField() {
        // given every wire type, a number in more bytes than it needs, and a field twice
        byte[] body = HexFormat.of().parseHex(
            "088100" + "2a0161" + "3d00000000" + "390000000000000000" + "2a0162");
        Message message = Message.decode(body);

        // then the last counts, and what is not changed keeps its bytes
        assertThat(message.number(1)).isEqualTo(1);
        assertThat(message.text(5)).isEqualTo("b");
        assertThat(message.number(2)).isNull();
        assertThat(HexFormat.of().formatHex(message.with(2, -1).frame())).isEqualTo(
            "00000022" + "088100" + "10ffffffffffffffffff01" + "2a0161" + "3d00000000"
                + "390000000000000000" + "2a0162");
    }
}
