package doozer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Flags and arguments, wherever they stand. */
class CommandLineTest {
    private static CommandLine parse(String line) throws CommandException {
        return CommandLine.parse(line.split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "-a U -b B -r 7 -t 5s -o json set /x -1",
        "set --a U --b B --r 7 --t 5s --o json /x -1",
        "set /x -1 -a=U -b=B -r=7 -t=5s -o=json",
        "-a V -a U -b=B set -r 8 -r 7 -t 5s -o text -o json -- /x -1",
    })
    void flagsStandBeforeAndAfterTheCommandWithOneDashOrTwo(String text) throws Exception {
        CommandLine line = parse(text);

        assertThat(line.command()).isEqualTo("set");
        assertThat(line.arguments()).containsExactly("/x", "-1");
        assertThat(line.uri()).isEqualTo("U");
        assertThat(line.boot()).isEqualTo("B");
        assertThat(line.revision()).isEqualTo(7);
        assertThat(line.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(line.isJson()).isTrue();
        assertThat(line.isHelp()).isFalse();
    }

    @Test
    void behindTwoDashesNothingIsAFlag() throws Exception {
        CommandLine line = parse("watch -r 1 /a -- grep -h -- -r 2");

        assertThat(line.arguments()).containsExactly("/a", "grep", "-h", "--", "-r", "2");
        assertThat(line.argumentsBeforeDashes()).isEqualTo(1);
        assertThat(line.revision()).isEqualTo(1);
        assertThat(line.isHelp()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "restore -into /x -dry-run -rev 7 file", "restore file -into /x -dry-run -rev=7",
        "-into /x -dry-run -rev 7 restore file", "--into=/x restore --rev 7 file --dry-run",
        "restore -into /x -rev 7 -dry-run -- file",
    })
    void flagsOfOneCommandStandAnywhere(String text) throws Exception {
        CommandLine line = parse(text);

        assertThat(line.command()).isEqualTo("restore");
        assertThat(line.arguments()).containsExactly("file");
        assertThat(line.own(OwnFlag.INTO)).isEqualTo("/x");
        assertThat(line.own(OwnFlag.REV)).isEqualTo("7");
        assertThat(line.own(OwnFlag.DRY_RUN)).isEmpty();
        assertThat(line.own(OwnFlag.DELETE)).isNull();
    }

    @Test
    void behindTwoDashesFilesMayHaveTheNamesOfFlags() throws Exception {
        CommandLine line = parse("backup -text -- -history");

        assertThat(line.arguments()).containsExactly("-history");
        assertThat(line.own(OwnFlag.HISTORY)).isNull();
        assertThat(line.own(OwnFlag.TEXT)).isEmpty();
    }

    @Test
    void flagOfOneCommandIsNoneOfAnother() {
        for (String text : List.of("get -delete /a", "backup -sync each f", "-into /a journal d",
                "restore -local f", "journal -sync", "backup -local=x f")) {
            assertThatThrownBy(() -> parse(text)).as(text).isInstanceOfSatisfying(
                CommandException.class, e -> assertThat(e.status()).isEqualTo(Exit.USAGE));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "64k, 65536", "3m, 3145728", "2g, 2147483648", "'', 0", "k, 0", "0, 0",
        "1K, 0", "-1, 0", "1.5m, 0", "9999999999999999999, 0", "999999999999999999g, 0", "1kb, 0"})
    void sizesAreBytesOrThousandsOfThem(String text, long bytes) {
        assertThat(SizeText.parse(text)).isEqualTo(bytes);
    }

    @Test
    void minusOneIsThePresentAsWhoeverWroteTheDefaultOutHasIt() throws Exception {
        assertThat(parse("get -r -1 /a").revision()).isNull();
        assertThat(parse("get /a").revision()).isNull();
        assertThat(parse("get -r 0 /a").revision()).isZero();
    }

    @Test
    void aDashAloneAndNegativeNumbersAreArguments() throws Exception {
        assertThat(parse("x - -1 -99").arguments()).containsExactly("-", "-1", "-99");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "-zzz", "get -r", "get -r x", "get -r -2", "get -r 99999999999999999999", "-o xml", "-o=",
        "-h=1", "-t 5", "-t=", "-t 0s", "-t -5s", "-t s", "-t 5sm", "-t 1..5s", "-t 5S", "-t .s",
    })
    void whatMakesNoSenseIsAUsageError(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOfSatisfying(CommandException.class,
            e -> assertThat(e.status()).isEqualTo(Exit.USAGE));
    }

    @ParameterizedTest
    @CsvSource({
        "200ms, 200000000", "5s, 5000000000", "1m30s, 90000000000", "1.5s, 1500000000",
        ".5h, 1800000000000", "5.ms, 5000000", "7ns, 7", "3us, 3000", "3\u00b5s, 3000",
        "9999999999h, 9223372036854775807",
    })
    void timesAreReadAsInGo(String text, long nanos) {
        assertThat(TimeText.parse(text)).isEqualTo(Duration.ofNanos(nanos));
    }

    @Test
    void itIsKnownWhichFlagsTakeTheNextArgument() {
        for (String flag : "-a --b -r -t --o -into --keep-age".split(" ")) {
            assertThat(CommandLine.takesValue(flag)).as(flag).isTrue();
        }
        for (String flag : "a -a=b -h -v -- - -zzz -aa -dry-run -text".split(" ")) {
            assertThat(CommandLine.takesValue(flag)).as(flag).isFalse();
        }
    }
}
