package doozer.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import doozer.wire.DoozerUri;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The options of a server that is one of several. */
class PeerOptionsTest {
    @TempDir
    Path folder;

    private static Options parse(Map<String, String> environment, String... args)
            throws OptionException {
        return Options.parse(args, environment);
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

    @Test
    void withoutAnythingItIsAClusterOfOneThatWouldLikeThreeVoters() throws Exception {
        Options options = parse();

        assertThat(options.peers()).isEmpty();
        assertThat(options.voters()).isEqualTo(3);
        assertThat(options.answerNanos()).isEqualTo(5_000_000_000L);
        assertThat(options.localReads()).isFalse();
        assertThat(options.peerSecret()).isEmpty();
        assertThat(options.printConfig()).contains("# peer is not set\n");
    }

    @Test
    void allFlagsOfACommandLineAddUpInOrderAndEachAddressCountsOnce() throws Exception {
        Options options = parse("-a", "b:2,A", "-peer=[0::1]:3", "--peer", "a:8046, c:1", "-a",
                "b:2");

        assertThat(options.peers()).containsExactly("b:2", "a:8046", "[::1]:3", "c:1");
        assertThat(options.printConfig()).contains("peer=b:2,a:8046,[::1]:3,c:1  # flag -a\n");
    }

    @Test
    void aVariableAndAFileHaveCommasAndAFlagReplacesBoth() throws Exception {
        Path file = Files.writeString(folder.resolve("conf"), "peer = a:1, b:1 # these\n");
        Map<String, String> environment = Map.of("DOOZER_PEER", "c:1,d:1");

        assertThat(parse("-config", "" + file).peers()).containsExactly("a:1", "b:1");
        assertThat(parse(environment, "-config", "" + file).peers())
                .containsExactly("c:1", "d:1");
        assertThat(parse(environment, "-config", "" + file, "-a", "e:1").peers())
                .containsExactly("e:1");
    }

    @ParameterizedTest
    @CsvSource({
        "'', has an empty address", "'a,', has an empty address", "'a,,b', has an empty address",
        "' ', has an empty address", "':8046', no address that one can connect to",
        "'a,0.0.0.0:1', no address that one can connect to", "'[::]', no address that one can",
        "'a:0', no address that one can connect to", "'a:b', port", "'a b', no host name",
        "'doozer:?sk=hush', bad address",
    })
    void whatNobodyCanConnectToIsRefused(String value, String reason) {
        OptionException e = refused(Map.of(), "-a", value);

        assertThat(e).hasMessageStartingWith("-a: ").hasMessageContaining(reason);
        assertThat(e.getMessage()).doesNotContain("hush");
        assertThat(e.exitStatus()).isEqualTo(2);
    }

    @Test
    void anEmptyAddressInASecondFlagIsRefusedToo() {
        assertThat(refused(Map.of(), "-a", "a", "-a", ""))
                .hasMessage("-a: \"a,\" has an empty address: write HOST:PORT, or"
                        + " HOST:PORT,HOST:PORT");
        assertThat(refused(Map.of("DOOZER_PEER", "a,,b"), "-a", "a"))
                .hasMessageStartingWith("DOOZER_PEER: ");
    }

    @Test
    void thereIsABoundForHowManyAddresses() throws Exception {
        List<String> some = new ArrayList<>();
        for (int i = 0; i < 64; i++) some.add("h" + i + ":1");
        some.add("h0:1");
        String fit = String.join(",", some);

        assertThat(parse("-a", fit).peers()).hasSize(64);
        assertThat(refused(Map.of(), "-a", fit, "-a", "h64:1"))
                .hasMessageContaining("has 65 addresses: give up to 64");
    }

    @Test
    void votersAnswerAndLocalReadsAreRead() throws Exception {
        Options options = parse("-voters", "5", "-answer", "500ms", "-localreads", "true",
                "-timeout", "500ms");

        assertThat(options.voters()).isEqualTo(5);
        assertThat(options.answerNanos()).isEqualTo(500_000_000L);
        assertThat(options.localReads()).isTrue();
        assertThat(options.timeoutNanos()).isEqualTo(500_000_000L);
    }

    @ParameterizedTest
    @CsvSource({"-voters, 0", "-voters, 8", "-voters, 3.5", "-answer, 0", "-answer, never",
        "-localreads, yes", "-localreads, ''", "-localreads, TRUE"})
    void aBadValueIsRefusedWithTheFlagAndTheValue(String flag, String value) {
        assertThat(refused(Map.of(), flag, value)).hasMessageStartingWith(flag + ": ")
                .hasMessageContaining("\"" + value + "\"");
    }

    @Test
    void membersAskEachOtherForTheSecretOfWritersUnlessTheyHaveOneOfTheirOwn() throws Exception {
        Map<String, String> one = Map.of("DOOZER_RWSECRET", "hush");
        Map<String, String> two = Map.of("DOOZER_RWSECRET", "hush", "DOOZER_PEERSECRET", "hist");

        assertThat(parse(one).peerSecret()).isEqualTo("hush");
        assertThat(parse(two).peerSecret()).isEqualTo("hist");
        assertThat(parse(two).rwSecret()).isEqualTo("hush");
        assertThat(parse(Map.of("DOOZER_PEERSECRET", "", "DOOZER_RWSECRET", "hush")).peerSecret())
                .isEqualTo("hush");
        assertThat(parse(one).printConfig()).doesNotContain("DOOZER_PEERSECRET");
        assertThat(parse(two).printConfig()).contains("# DOOZER_PEERSECRET is set\n")
                .doesNotContain("=hist").doesNotContain("hush");
    }

    @Test
    void aPeerSecretThatTheLocaleCannotReadIsRefused() {
        OptionException e = refused(Map.of("DOOZER_PEERSECRET", "hush\uFFFD"));

        assertThat(e).hasMessageStartingWith("DOOZER_PEERSECRET: has bytes");
        assertThat(e.getMessage()).doesNotContain("hush");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-peer a,b:1", "-a a -advertise c:1", "-l :1 -a a",
        "-a a -b doozer:?ca=a&ca=[fe80::1%25eth0]:1&cn=n", "-l :1 -a a"
            + " -voters 7 -answer 1m -localreads true -timeout 0.5"})
    void whatIsPrintedIsAFileThatGivesTheSame(String line) throws Exception {
        Options options = parse((line + " -print-config").split(" "));
        Path file = Files.writeString(folder.resolve("conf"), options.printConfig());

        Options again = parse("-config", "" + file);

        assertThat(again.printConfig().replaceAll("  # .*", ""))
                .isEqualTo(options.printConfig().replaceAll("  # .*", ""));
        assertThat(again.peers()).isEqualTo(options.peers());
        // Whether the choice is still open is a part of it.
        assertThat(again.source(Option.LISTEN) == Options.Source.DEFAULT)
                .isEqualTo(options.source(Option.LISTEN) == Options.Source.DEFAULT);
    }

    @Test
    void theClusterToBootFromIsAUriWithAnAddress() throws Exception {
        assertThat(parse().boot()).isEmpty();
        assertThat(parse("-b", "doozer:?ca=a&cn=names").boot())
                .contains(DoozerUri.parse("doozer:?ca=a:8046&cn=names"));
        assertThat(parse(Map.of("DOOZER_BOOT_URI", "doozer:?ca=b")).boot())
                .contains(DoozerUri.parse("doozer:?ca=b"));
        assertThat(refused(Map.of(), "-b", "doozer:?cn=names")).hasMessage(
                "-b: invalid uri: it needs an address: add ca=HOST:PORT");
        assertThat(refused(Map.of("DOOZER_BOOT_URI", "nonsense&sk=hush")).getMessage())
                .startsWith("DOOZER_BOOT_URI: invalid uri: ").doesNotContain("hush");
    }

    @Test
    void theSecretOfTheClusterToBootFromIsUsedAndNotPrinted() throws Exception {
        Options options = parse("-b", "doozer:?ca=a&sk=hush", "-print-config");

        assertThat(options.boot().get().secret()).isEqualTo("hush");
        assertThat(options.printConfig()).doesNotContain("hush").doesNotContain("***")
                .contains("boot=doozer:?ca=a:8046  # flag -b\n")
                .contains("# boot has a secret, sk=, which is left out\n");
        assertThat(parse("-b", "doozer:?ca=a").printConfig()).doesNotContain("has a secret");
    }

    @Test
    void theLogIsASmallPartOfASmallHeap() {
        assertThat(Doozer.logBounds(32L << 20).bytes()).isEqualTo(2 << 20);
        assertThat(Doozer.logBounds(4L << 20).bytes()).isEqualTo(1 << 20);
        assertThat(Doozer.logBounds(Long.MAX_VALUE).bytes()).isEqualTo(16 << 20);
    }
}
