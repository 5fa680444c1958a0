package doozer.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a command has printed, as a process of its own, and how it ended. */
record Printed(int status, String out, String err) {
    /** Runs one to its end, with what is typed; its output is kept in the directory meanwhile. */
    static Printed by(Path directory, String typed, String... args) throws Exception {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process = process(List.of(), args).redirectOutput(out.toFile())
                .redirectError(err.toFile()).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(typed.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(process.waitFor(DrillCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return new Printed(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** A command, still to be started, in a JVM with these options. */
    static ProcessBuilder process(List<String> options, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "doozer.cli.Main"));
        command.addAll(List.of(args));
        return new ProcessBuilder(command);
    }
}
