package doozer.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import doozer.node.Settings;
import doozer.wire.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    private static final long HEAP = 64 << 20;

    @TempDir
    Path folder;

    private static Options parse(Map<String, String> environment, String... args)
            throws OptionException {
        return Options.parse(args, environment, HEAP);
    }

    private static Options parse(String... args) throws OptionException {
        return parse(Map.of(), args);
    }

    private static OptionException refused(Map<String, String> environment, String... args) {
        Throwable e = catchThrowable(() -> parse(environment, args));
        assertThat(e).isInstanceOf(OptionException.class);
        assertThat(e.getMessage()).doesNotContain("\n");
        return (OptionException) e;
    }

    private static OptionException refused(String... args) {
        return refused(Map.of(), args);
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("doozer.conf"), text).toString();
    }

    @Test
    void withoutAnythingTheDefaultsAreInForce() throws Exception {
        Options options = parse();

        assertThat(options.action()).isEqualTo(Options.Action.SERVE);
        assertThat(options.listen()).hasToString("127.0.0.1:8046");
        assertThat(options.advertise()).isEqualTo(options.listen());
        assertThat(options.web()).contains(new Address("127.0.0.1", 8080));
        assertThat(options.cluster()).isEqualTo("local");
        assertThat(options.compat()).isEqualTo(Settings.Compat.AUTO);
        assertThat(options.historyRevisions()).isEqualTo(360_000);
        assertThat(options.historyBytes()).isEqualTo(HEAP / 4);
        assertThat(options.maxValueBytes()).isEqualTo(1 << 20);
        assertThat(options.maxConnections()).isEqualTo(20_000);
        assertThat(options.maxWebConnections()).isEqualTo(2_000);
        assertThat(options.maxWatches()).isEqualTo(10_000);
        assertThat(options.maxOutstanding()).isEqualTo(1024);
        assertThat(options.outBufferBytes()).isEqualTo(1 << 20);
        assertThat(options.halfFrameNanos()).isEqualTo(30_000_000_000L);
        assertThat(options.timeoutNanos()).isEqualTo(10_000_000_000L);
        assertThat(options.rwSecret() + options.roSecret()).isEmpty();
        assertThat(options.notes()).isEmpty();
        for (Option option : Option.values()) {
            assertThat(options.source(option)).isEqualTo(Options.Source.DEFAULT);
        }
    }

    @Test
    void anyHeapGivesAHistoryWithinItsBounds() throws Exception {
        assertThat(Options.parse(new String[0], Map.of(), 1).historyBytes()).isEqualTo(64 << 10);
        assertThat(Options.parse(new String[0], Map.of(), Long.MAX_VALUE).historyBytes())
                .isEqualTo(1L << 40);
        assertThat(Options.parse(new String[0], Map.of()).historyBytes())
                .isEqualTo(Runtime.getRuntime().maxMemory() / 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-l", "--l", "-listen", "--listen"})
    void aFlagHasOneOrTwoDashesAndItsValueBesideOrBehindIt(String flag) throws Exception {
        assertThat(parse(flag, ":9000").listen()).hasToString(":9000");
        assertThat(parse(flag + "=:9000").listen()).hasToString(":9000");
        assertThat(parse(flag, ":1", "-listen=:9000").listen()).hasToString(":9000");
        assertThat(parse(flag, ":9000", "--").listen()).hasToString(":9000");
    }

    @Test
    void aFlagCountsBeforeAVariableBeforeTheFileBeforeTheDefault() throws Exception {
        // given four sources, each of which sets one option more
        String file = file("hist=1\nmaxconns=1\nmaxwatches=1\n");
        Map<String, String> environment = Map.of("DOOZER_HIST", "2", "DOOZER_MAXCONNS", "2");

        // when they come together
        Options options = parse(environment, "-hist", "3", "-config", file);

        // then each option is from the strongest that sets it
        assertThat(options.historyRevisions()).isEqualTo(3);
        assertThat(options.maxConnections()).isEqualTo(2);
        assertThat(options.maxWatches()).isEqualTo(1);
        assertThat(options.maxOutstanding()).isEqualTo(1024);
        assertThat(options.source(Option.HIST)).isEqualTo(Options.Source.FLAG);
        assertThat(options.source(Option.MAXCONNS)).isEqualTo(Options.Source.ENVIRONMENT);
        assertThat(options.source(Option.MAXWATCHES)).isEqualTo(Options.Source.FILE);
        assertThat(options.printConfig()).contains("hist=3  # flag -hist\n")
                .contains("maxconns=2  # environment DOOZER_MAXCONNS\n")
                .contains("maxwatches=1  # file " + file + "\n")
                .contains("maxoutstanding=1024  # default\n");
    }

    @Test
    void aVariableMayNameTheFileAndAFlagAnother() throws Exception {
        Map<String, String> environment = Map.of("DOOZER_CONFIG", file("hist=7\n"));
        Path other = Files.writeString(folder.resolve("other"), "hist=8\n");

        assertThat(parse(environment).historyRevisions()).isEqualTo(7);
        assertThat(parse(environment, "-config", "" + other).historyRevisions()).isEqualTo(8);
    }

    @Test
    void anEmptyVariableIsNotSet() throws Exception {
        Options options = parse(Map.of("DOOZER_LISTEN", "", "DOOZER_BOOT_URI", "",
                "DOOZER_RWSECRET", "", "DOOZER_ROSECRET", ""));

        assertThat(options.source(Option.LISTEN)).isEqualTo(Options.Source.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8046, 127.0.0.1:8080",
        "[::1]:8046, [::1]:8080",
        ":8046, 127.0.0.1:8080",
        "10.0.0.1:8046, 127.0.0.1:8080",
        "127.0.0.1:0, 127.0.0.1:0",
    })
    void thePageIsOnLoopbackUnlessToldOtherwise(String listen, String web) throws Exception {
        assertThat(parse("-l", listen).web()).contains(Address.parse(web));
    }

    @Test
    void thePageMayBeElsewhereOrNowhere() throws Exception {
        assertThat(parse("-w", "false").web()).isEmpty();
        assertThat(parse("-w", ":1").web()).contains(new Address("", 1));
        assertThat(refused("-w", "nonsense")).hasMessage(
                "-w: bad address \"nonsense\": the port is missing: write HOST:PORT");
    }

    @Test
    void othersAreToldOfAnAddressThatTheyCanReach() throws Exception {
        assertThat(parse("-l", ":8046").advertise()).hasToString(":8046");
        assertThat(parse("-l", ":1", "-advertise", "box").advertise()).hasToString("box:8046");
        assertThat(parse("-l", ":1", "-advertise", ":1").advertise()).hasToString(":1");
        assertThat(refused("-l", ":1", "-advertise", ":2")).hasMessageContaining("host and a port");
        assertThat(refused("-advertise", "box:0")).hasMessageStartingWith("-advertise: nobody can");
    }

    @ParameterizedTest
    @CsvSource({"65536, 65536", "64k, 65536", "65K, 66560", "1m, 1048576", "3G, 3221225472",
        "1024g, 1099511627776"})
    void sizesHaveUnits(String text, long bytes) throws Exception {
        assertThat(parse("-histbytes", text).historyBytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"500ms, 500", "30s, 30000", "30, 30000", "0.5, 500", "2m, 120000", ".25, 250",
        "1.5m, 90000", "0.125s, 125", "5., 5000", "60m, 3600000", "3600000ms, 3600000"})
    void durationsHaveUnitsOrAreSeconds(String text, long millis) throws Exception {
        assertThat(parse("-halfframe", text).halfFrameNanos()).isEqualTo(millis * 1_000_000);
        assertThat(parse("-timeout", text).timeoutNanos()).isEqualTo(millis * 1_000_000);
    }

    @Test
    void theProtocolMayBeFixed() throws Exception {
        assertThat(parse("-compat", "seed").compat()).isEqualTo(Settings.Compat.SEED);
        assertThat(parse("-compat", "0.9").compat()).isEqualTo(Settings.Compat.NINE);
    }

    @ParameterizedTest
    @CsvSource({
        "-l, ''", "-l, a:b", "-l, -c", "-c, ''", "-c, a/b", "-c, é", "-hist, 0", "-hist, -1",
        "-hist, 2147483648", "-hist, 1k", "-hist, ' 1'", "-hist, 1e3", "-hist, ٣", "-hist, +5",
        "-hist, 99999999999999999999", "-hist, 18446744073709551621",
        "-histbytes, k", "-histbytes, 0k", "-histbytes, 0m",
        "-histbytes, 65535", "-histbytes, 63k", "-histbytes, 1025g", "-histbytes, 1mb",
        "-histbytes, 9999999999999g", "-histbytes, 17179869185g",
        "-maxvalue, 0", "-maxvalue, 16m", "-maxvalue, 15728641",
        "-outbuffer, 4095", "-outbuffer, 2g", "-halfframe, 0", "-halfframe, 99ms",
        "-halfframe, 61m", "-halfframe, 1h", "-halfframe, .", "-halfframe, ''", "-halfframe, s",
        "-halfframe, 1..5", "-halfframe, 0.1234", "-halfframe, 100.5ms", "-halfframe, -1",
        "-halfframe, 9999999999999m", "-halfframe, 307445734561825m", "-timeout, NaN",
        "-compat, D1", "-compat, ''", "-config, ''", "-maxconns, 0", "-maxconns, 1000001",
        "-maxwatches, 0", "-maxoutstanding, 0", "-w, ''", "-w, true"
    })
    void aBadValueIsRefusedWithTheFlagAndTheValue(String flag, String value) {
        OptionException e = refused(flag, value);

        assertThat(e).hasMessageStartingWith(flag + ": ")
                .hasMessageContaining("\"" + value + "\"");
        assertThat(e.exitStatus()).isEqualTo(2);
    }

    @Test
    void aBadValueIsBlamedOnItsSource() throws Exception {
        String file = file("hist=x\n");

        assertThat(refused(Map.of("DOOZER_HIST", "x")))
                .hasMessageStartingWith("DOOZER_HIST: \"x\" is no whole number");
        assertThat(refused("-config", file))
                .hasMessageStartingWith(file + ": hist: \"x\" is no whole number");
        // A hidden value counts one day: it is refused too.
        assertThat(refused("-config", file, "-hist", "1")).hasMessageContaining("hist: \"x\"");
    }

    @Test
    void whatIsNoOptionIsRefused() {
        assertThat(refused("-zzz")).hasMessage("-zzz: is no option; doozer -help lists them");
        assertThat(refused("--zzz=value")).hasMessageStartingWith("--zzz: is no option");
        assertThat(refused("---l", ":1")).hasMessageStartingWith("---l: is no option");
        assertThat(refused("-")).hasMessageStartingWith("\"-\": is no option and no command");
        assertThat(refused("-=")).hasMessageContaining("is no option");
        assertThat(refused("-l")).hasMessage("-l: needs a value: -l ADDRESS");
        assertThat(refused("-print-config=1")).hasMessage("-print-config: takes no value");
        assertThat(refused("-z\nINFO")).hasMessageContaining("\"-z\\nINFO\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo", "-- foo", "-l :1 foo", "-- -l"})
    void anArgumentThatIsNoOptionIsWrongUse(String line) {
        OptionException e = refused(line.split(" "));

        assertThat(e).hasMessageContaining("is no option and no command");
        assertThat(e.exitStatus()).isEqualTo(127);
    }

    @ParameterizedTest
    @CsvSource({
        "listne=:1, 'listne: is no option of a file'",
        "l=:1, 'l: is no option of a file'",
        "config=x, config: is no option of a file",
        "print-config=, print-config: is no option of a file",
        "help, help: is no option of a file",
        "Listen=:1, Listen: is no option of a file",
        "hist=1\\nhist=1, hist: is given twice",
        "pulse=1\\npulse=1, pulse: is given twice",
        "rwsecret=hush, set DOOZER_RWSECRET",
        "DOOZER_RWSECRET=hush, set DOOZER_RWSECRET",
        "hist=, '\"\" is no whole number'",
        "hist= # x, '\"\" is no whole number'",
        "=1, is no option of a file",
        "hist=\\u00zz, Malformed",
        "tlskey=a, tlskey: TLS is not built yet",
        "boot=a, 'boot: invalid uri: '",
    })
    void aFileWithAnythingWrongIsRefusedByNameAndKey(String text, String reason) throws Exception {
        String file = file(text.replace("\\n", "\n"));

        OptionException e = refused("-config", file);

        assertThat(e).hasMessageContaining(file).hasMessageContaining(reason);
        assertThat(e.getMessage()).doesNotContain("hush");
        assertThat(e.exitStatus()).isEqualTo(2);
    }

    @Test
    void aFileThatCannotBeReadIsRefused() throws Exception {
        assertThat(refused("-config", "/no/such")).hasMessage(
                "-config: cannot read /no/such: \"(No such file or directory)\"");
        assertThat(refused(Map.of("DOOZER_CONFIG", "" + folder)))
                .hasMessage("DOOZER_CONFIG: cannot read " + folder + ": \"(Is a directory)\"");
        assertThat(refused("-config", file("#".repeat((1 << 20) + 1))))
                .hasMessageContaining("longer than 1 MiB");
        assertThat(refused("-config", "a\nb")).hasMessageContaining("\"a\\nb\"");
        assertThat(refused("-config", "a\u0000b")).hasMessageContaining("cannot read");
    }

    @Test
    void aFileMayHaveCommentsAndBlanks() throws Exception {
        Options options = parse("-config", file(
                "# mine\n! yours\n\nlisten = [::1]:1 # here\n cluster:a\t# there\nhist 5  \n"));

        assertThat(options.listen()).hasToString("[::1]:1");
        assertThat(options.cluster()).isEqualTo("a");
        assertThat(options.historyRevisions()).isEqualTo(5);
    }

    @Test
    void oldOptionsThatMeanNothingAreNoted() throws Exception {
        Options options = parse("-pulse", "1", "-fill=0.1", "-pulse", "x", "-hist", "5");

        assertThat(options.notes()).containsExactly(
                "-pulse: Means nothing any more: an idle cluster writes nothing.",
                "-fill: Means nothing any more: no write waits for idle members.");
        assertThat(options.historyRevisions()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tlscert", "-tlskey"})
    void whatIsNotBuiltIsRefusedSoThatNobodyTrustsInIt(String flag) {
        OptionException e = refused("-l", ":1", flag, "doozer:?sk=hush");

        assertThat(e).hasMessageStartingWith(flag + ": ").hasMessageContaining("not built yet");
        assertThat(e.getMessage()).doesNotContain("hush");
        assertThat(e.exitStatus()).isEqualTo(2);
    }

    @Test
    void foreignVariablesAreNotedAndThoseOfTheClientAreNot() throws Exception {
        Options options = parse(Map.of("DOOZER_URI", "doozer:?ca=a", "DOOZER_PEERSECRET", "p",
                "DOOZER_RWSECRET", "s", "DOOZER_LISTNE", "hush", "DOOZER_\n", "hush", "PATH", "x",
                "DOOZER_PORT_8046_TCP", "tcp://10.0.0.1:8046", "DOOZER_HIST", "5"));

        assertThat(options.notes()).hasSize(3).noneMatch(note -> note.contains("hush"))
                .allMatch(note -> note.contains("is ignored") && !note.contains("\n"));
        assertThat(options.notes().get(1)).startsWith("DOOZER_LISTNE: ");
        assertThat(options.notes().get(2)).startsWith("DOOZER_PORT_8046_TCP: ");
        assertThat(options.historyRevisions()).isEqualTo(5);
    }

    @Test
    void secretsComeFromTheEnvironmentAlone() throws Exception {
        Options options = parse(Map.of("DOOZER_RWSECRET", "hush rw", "DOOZER_ROSECRET", "hush ü"));

        assertThat(options.rwSecret()).isEqualTo("hush rw");
        assertThat(options.roSecret()).isEqualTo("hush ü");
        assertThat(options.printConfig()).doesNotContain("hush")
                .endsWith("# DOOZER_RWSECRET is set\n# DOOZER_ROSECRET is set\n");
        assertThat(options.toString()).doesNotContain("hush");
        assertThat(refused("-rwsecret=hush").getMessage()).doesNotContain("hush").isEqualTo(
                "-rwsecret: is no option; secrets come from the environment only:"
                + " set DOOZER_RWSECRET, DOOZER_ROSECRET or DOOZER_PEERSECRET");
    }

    @Test
    void aSecretForReadersAloneWouldLetEverybodyWrite() {
        OptionException e = refused(Map.of("DOOZER_ROSECRET", "hush"));

        assertThat(e).hasMessageContaining("set DOOZER_RWSECRET too");
        assertThat(e.getMessage()).doesNotContain("hush");
        assertThat(e.exitStatus()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DOOZER_RWSECRET", "DOOZER_ROSECRET"})
    void aSecretThatTheLocaleCannotReadIsRefused(String name) {
        Map<String, String> environment = new TreeMap<>(Map.of("DOOZER_RWSECRET", "x"));
        environment.put(name, "hush\uFFFD");

        assertThat(refused(environment)).hasMessageStartingWith(name + ": has bytes");
    }

    @Test
    void helpAndVersionCountAtOnceWhateverElseIsWrong() throws Exception {
        Map<String, String> environment = Map.of("DOOZER_LISTEN", "::::", "DOOZER_ROSECRET", "x");

        for (String flag : List.of("-h", "-help", "--help")) {
            assertThat(parse(environment, "-l", "x:y", flag, "-zzz", "foo").action())
                    .isEqualTo(Options.Action.HELP);
        }
        for (String flag : List.of("-v", "-version", "--version")) {
            assertThat(parse(environment, "-print-config", "-peer", "a", flag).action())
                    .isEqualTo(Options.Action.VERSION);
        }
        assertThat(refused("-zzz", "-h")).hasMessageStartingWith("-zzz");
        assertThat(Options.versionText()).matches("doozer \\S+");
    }

    @Test
    void tellsWhichFlagsHaveAValueBehindThem() {
        for (String flag : List.of("-l", "--listen", "-a", "-pulse", "-config", "-tlscert")) {
            assertThat(Options.takesValue(flag)).as(flag).isTrue();
        }
        for (String other : List.of("-l=x", "-h", "--help", "-v", "-print-config", "-zzz", "l",
                "listen", "foo", "-", "--", "", "-=")) {
            assertThat(Options.takesValue(other)).as(other).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Option.class)
    void helpSaysEverythingOfTheTable(Option option) {
        // given the help text on one line
        String help = OptionTable.help().replaceAll("\\s+", " ");

        // then it has all that the table has
        assertThat(help).contains(option.help().replaceAll("\\s+", " "));
        assertThat(help).contains("-" + option.longName() + " "
                + option.kind().placeholder()).contains(option.variable())
                .contains(option.defaultText());
        if (!option.shortName().isEmpty()) {
            assertThat(help).contains(" -" + option.shortName() + ", -" + option.longName());
        }
        assertThat(option.help()).endsWith(".").doesNotContain("\n");
    }

    @Test
    void helpFitsATerminal() {
        assertThat(OptionTable.help().lines()).allMatch(line -> line.length() < 80)
                .noneMatch(line -> line.endsWith(" "));
    }

    @Test
    void noTwoOptionsShareAName() {
        List<String> names = new ArrayList<>();
        for (Option option : Option.values()) {
            names.add(option.longName());
            if (!option.shortName().isEmpty()) names.add(option.shortName());
        }

        assertThat(names).doesNotHaveDuplicates().doesNotContain("");
    }

    @ParameterizedTest
    @EnumSource(Option.class)
    void flagVariableAndKeyOfTheTableAllWork(Option option) throws Exception {
        if (!option.isSetting()) return;
        String value = switch (option) {
            case PEER -> "a:1,b:2";
            case BOOT -> "doozer:?ca=a:1";
            case RESTORE -> "file";
            case RESTORE_REV -> "7";
            case RESTORE_AT -> "2026-11-22T13:05:00Z";
            default -> parse().printConfig().lines()
                    .filter(line -> line.startsWith(option.fileKey() + "=")).findFirst()
                    .orElseThrow().replaceAll("^[^=]*=|  # .*$", "");
        };
        String line = option.fileKey() + "=" + value + "\n";

        assertThat(parse("-" + option.longName(), value).source(option))
                .isEqualTo(Options.Source.FLAG);
        assertThat(parse(Map.of(option.variable(), value)).source(option))
                .isEqualTo(Options.Source.ENVIRONMENT);
        assertThat(parse("-config", file(line)).source(option)).isEqualTo(Options.Source.FILE);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "",
        "-l :8046",
        "-l [::1]:0 -w false -histbytes 65537",
        "-l 10.0.0.1 -advertise box -c a.b-c_d -w [fe80::1%eth0]:80 -hist 2147483647 -histbytes 3g"
            + " -maxvalue 15m -compat seed -maxconns 1 -maxwatches 2 -maxoutstanding 3"
            + " -outbuffer 5000 -halfframe 1.234 -timeout 90",
    })
    void whatIsPrintedIsAFileThatGivesTheSame(String line) throws Exception {
        // given what some options come to
        List<String> args = new ArrayList<>(List.of("-print-config"));
        if (!line.isEmpty()) args.addAll(List.of(line.split(" ")));
        Options options = parse(Map.of("DOOZER_RWSECRET", "s"), args.toArray(new String[0]));
        assertThat(options.action()).isEqualTo(Options.Action.PRINT_CONFIG);

        // when it is printed and read as a file, with another heap
        String[] config = {"-config", file(options.printConfig())};
        Options again = Options.parse(config, Map.of("DOOZER_RWSECRET", "s"), 2 * HEAP);

        // then everything is the same, and is from the file
        assertThat(withoutOrigins(again)).isEqualTo(withoutOrigins(options));
        assertThat(again.printConfig()).doesNotContain("# default").contains("# file ");
    }

    private static String withoutOrigins(Options options) {
        return options.printConfig().replaceAll("  # .*", "");
    }
}
