package doozer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.cli.CliServer.Result;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the exit status says of a node. */
class HealthCommandTest {
    private static final Map<String, String> NO_ENV = Map.of();

    @Test
    void healthyServerIsWellInEachWay() throws Exception {
        try (CliServer server = CliServer.start(NO_ENV)) {
            assertThat(server.run("", "health")).isEqualTo(Result.printed("ok\n"));
            for (String flag : new String[] {"-live", "-ready", "-quorum"}) {
                assertThat(server.run("", "health", flag)).as(flag)
                        .isEqualTo(Result.printed("ok\n"));
            }
        }
    }

    @Test
    void serverThatWaitsForOthersIsAliveAndNotReady() throws Exception {
        // given one that joins a node which is not there
        try (CliServer server = CliServer.start(NO_ENV, "-peer", "127.0.0.1:1")) {
            assertThat(server.run("", "health", "-live").status()).isZero();

            Result ready = server.run("", "health");
            assertThat(ready.status()).isEqualTo(1);
            assertThat(ready.out()).isEmpty();
            assertThat(ready.err()).startsWith("Error: data: not yet: this node waits for")
                    .hasLineCount(1);

            Result quorum = server.run("", "health", "-quorum", "-t", "10s");
            assertThat(quorum.status()).isEqualTo(1);
            assertThat(quorum.err()).hasLineCount(1);
        }
    }

    @Test
    void onlyTheFirstAddressIsAsked() throws Exception {
        try (CliServer server = CliServer.start(NO_ENV)) {
            String both = "doozer:?ca=127.0.0.1:1&ca=" + server.address();
            Result health = server.run("", "health", "-live", "-a", both);
            assertThat(health.status()).isEqualTo(1);
            assertThat(health.err()).contains("127.0.0.1:1").hasLineCount(1);
        }
    }

    @Test
    void whoMayNotReadMayStillSeeThatItLives() throws Exception {
        Map<String, String> env = Map.of("DOOZER_RWSECRET", "w", "DOOZER_ROSECRET", "r");
        try (CliServer server = CliServer.start(env)) {
            assertThat(server.run("", "health", "-live").status()).isZero();
            assertThat(server.run("", "health").status()).isEqualTo(1);
            assertThat(server.run("", "health", "-a", server.uri() + "&sk=r").status()).isZero();
        }
    }

    @Test
    void nodeThatTellsNothingOfItsHealthIsNotTakenForReady() {
        assertThat(HealthCommand.notReady(InfoText.parse("# Node\nid:A\n")))
                .contains("version");
        assertThat(HealthCommand.notReady(InfoText.parse(
                "# Health\nready:false\ncheck_live:ok\ncheck_a:b c\ncheck_d:e:f\n")))
                .isEqualTo("a: b c; d: e:f");
        assertThat(HealthCommand.notReady(InfoText.parse("# Health\nready:true\ncheck_live:ok\n")))
                .isNull();
    }

    @Test
    void twoFlagsMakeNoSense() throws Exception {
        try (CliServer server = CliServer.start(NO_ENV)) {
            assertThat(server.run("", "health", "-live", "-quorum").status())
                    .isEqualTo(Exit.USAGE);
            assertThat(server.run("", "rev", "-live").status()).isEqualTo(Exit.USAGE);
        }
    }
}
