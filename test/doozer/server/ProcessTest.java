package doozer.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The server as a process: how it begins, and how it ends. */
class ProcessTest {
    /** How a process ended, and what it said. */
    private record Ending(int status, String out, String err) {
        List<String> errLines() {
            return err.isEmpty() ? List.of() : Arrays.asList(err.split("\n"));
        }
    }

    @Test
    void sigtermEndsItWithZero() throws Exception {
        // given a server
        try (ServerProcess server = ServerProcess.start(Map.of())) {
            // when it gets SIGTERM
            server.process().toHandle().destroy();

            // then it says so, and ends with 0
            assertThat(server.awaitLogLine("stopped")).contains(" INFO stopped id=");
            assertThat(server.process().waitFor()).isZero();
        }
    }

    @Test
    void sigintEndsItWithZero() throws Exception {
        try (ServerProcess server = ServerProcess.start(Map.of())) {
            String pid = String.valueOf(server.process().pid());
            new ProcessBuilder("kill", "-INT", pid).start().waitFor();

            assertThat(server.process().waitFor()).isZero();
        }
    }

    @Test
    void anAddressInUseIsOneLineAndTwo() throws Exception {
        try (ServerProcess server = ServerProcess.start(Map.of())) {
            Ending ending = run(Map.of(), "-l", server.address());

            assertThat(ending.status()).isEqualTo(2);
            assertThat(ending.errLines()).singleElement().asString()
                    .contains(server.address()).contains("-listen");
        }
    }

    @Test
    void anUnknownOptionIsOneLineAndTwo() throws Exception {
        Ending ending = run(Map.of(), "-zzz");

        assertThat(ending.status()).isEqualTo(2);
        assertThat(ending.errLines()).singleElement().asString().contains("-zzz");
    }

    @Test
    void aReadOnlySecretAloneIsRefusedWithTheVariableToSet() throws Exception {
        Ending ending = run(Map.of("DOOZER_ROSECRET", "hush"), "-l", "127.0.0.1:0");

        assertThat(ending.status()).isEqualTo(2);
        assertThat(ending.errLines()).singleElement().asString()
                .contains("DOOZER_RWSECRET").doesNotContain("hush");
    }

    @Test
    void anUnknownCommandIsAUsageError() throws Exception {
        Ending ending = run(Map.of(), "frob");

        assertThat(ending.status()).isEqualTo(127);
        assertThat(ending.errLines()).singleElement().asString().contains("frob");
    }

    @Test
    void theVersionIsTheOneOfTheMakefileEverywhere() throws Exception {
        String version = run(Map.of(), "-v").out().trim();

        assertThat(version).isEqualTo("doozer " + doozer.wire.Version.text())
                .matches("doozer \\d+\\.\\d+\\.\\d+.*");
        assertThat(run(Map.of(), "help", "get").status()).isZero();
    }

    @Test
    void theConfigurationIsPrintedWithoutSecrets() throws Exception {
        Ending ending = run(Map.of("DOOZER_RWSECRET", "hush"), "-print-config", "-hist", "7");

        assertThat(ending.status()).isZero();
        assertThat(ending.out()).contains("hist=7  # flag -hist").doesNotContain("hush");
    }

    private static Ending run(Map<String, String> env, String... args)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(ServerProcess.java(), "-jar",
                ServerProcess.jar()));
        command.addAll(Arrays.asList(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(env);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            // Both are short: neither can fill its pipe while the other is read.
            String out = new String(process.getInputStream().readAllBytes(),
                    StandardCharsets.UTF_8);
            String err = new String(process.getErrorStream().readAllBytes(),
                    StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
            return new Ending(process.exitValue(), out, err);
        } finally {
            process.destroyForcibly();
        }
    }
}
