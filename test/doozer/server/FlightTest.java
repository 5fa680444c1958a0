package doozer.server;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.client.DoozerClient;
import doozer.wire.DoozerUri;
import java.io.BufferedReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The flight recorder is told what it is to be told, and is not there unless it is asked for. */
class FlightTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private List<RecordedEvent> events(Recording recording) throws Exception {
        recording.stop();
        Path file = folder.resolve("a.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("doozer.")).toList();
    }

    private static DoozerClient connect(Object address) {
        return DoozerClient.connect(DoozerUri.parse("doozer:?ca=" + address), PATIENCE);
    }

    @Test
    void commitAndElectionAreInARecording() throws Exception {
        try (Recording recording = new Recording()) {
            recording.start();
            Log log = new Log(new PrintStream(OutputStream.nullOutputStream()), () -> 0);
            Options options = Options.parse(new String[] {"-l", "127.0.0.1:0", "-jfr", "true"},
                    Map.of());
            long revision;
            String id;
            try (Doozer server = Doozer.start(options, log);
                    DoozerClient client = connect(server.address())) {
                revision = client.set("/a", -1, new byte[] {1});
                id = server.id();
            }
            List<RecordedEvent> events = events(recording);
            assertThat(events).filteredOn(event -> event.getEventType().getName()
                    .equals("doozer.Commit")).singleElement().satisfies(event -> {
                        assertThat(event.getString("verb")).isEqualTo("SET");
                        assertThat(event.getLong("revision")).isEqualTo(revision);
                        assertThat(event.getString("result")).isEqualTo("done");
                        assertThat(event.getDuration("waited")).isPositive();
                    });
            assertThat(events).filteredOn(event -> event.getEventType().getName()
                    .equals("doozer.Election")).singleElement().satisfies(event -> {
                        assertThat(event.getString("leader")).isEqualTo(id);
                        assertThat(event.getBoolean("self")).isTrue();
                    });
        }
    }

    @Test
    void snapshotAndSlowTurnAreInARecordingAndFastTurnsNot() throws Exception {
        try (Recording recording = new Recording()) {
            recording.start();
            Flight flight = new Flight();
            flight.onSnapshot(true, 5, 7_000);
            flight.onTurn(0, 9_999_999);
            flight.onTurn(100, 10_000_100);
            List<RecordedEvent> events = events(recording);
            assertThat(events).extracting(event -> event.getEventType().getName())
                    .containsExactly("doozer.Snapshot", "doozer.SlowTurn");
            assertThat(events.get(0).getLong("bytes")).isEqualTo(5);
            assertThat(events.get(0).getBoolean("sent")).isTrue();
            assertThat(events.get(1).getDuration("took")).isEqualTo(Duration.ofMillis(10));
        }
    }

    /** What a server has loaded that has answered one write. */
    private List<String> loaded(String... options) throws Exception {
        Path classes = folder.resolve("loaded.txt");
        List<String> command = new ArrayList<>(List.of(ServerProcess.java(), "-Xmx64m",
                "-Xlog:class+load:file=" + classes, "-jar", ServerProcess.jar(),
                "-l", "127.0.0.1:0"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader log = process.errorReader()) {
            String line = log.readLine();
            while (!line.contains(" started ")) line = log.readLine();
            String address = line.replaceAll(".* listen=", "").replaceAll(" .*", "");
            try (DoozerClient client = connect(address)) {
                client.set("/a", -1, new byte[] {1});
            }
        } finally {
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        return Files.readAllLines(classes).stream()
                .map(line -> line.replaceAll("^(\\[[^]]*\\])+ ", "")).toList();
    }

    @Test
    void nothingOfItIsLoadedUnlessItIsAskedFor() throws Exception {
        assertThat(loaded()).anyMatch(line -> line.startsWith("doozer.server.Watchers "))
                .noneMatch(line -> line.startsWith("jdk.jfr."))
                .noneMatch(line -> line.startsWith("doozer.server.Flight"))
                // Nor what only a look at the metrics needs.
                .noneMatch(line -> line.startsWith("java.lang.management."));
        assertThat(loaded("-jfr", "true"))
                .anyMatch(line -> line.startsWith("doozer.server.Flight "))
                .anyMatch(line -> line.startsWith("jdk.jfr.Event "));
    }

    @Test
    void javaWithoutAFlightRecorderSaysSo() throws Exception {
        Process process = new ProcessBuilder(ServerProcess.java(), "--limit-modules", "java.base",
                "-jar", ServerProcess.jar(), "-l", "127.0.0.1:0", "-jfr", "true")
                .redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(said.lines()).singleElement().asString().contains("-jfr", "jdk.jfr");
    }
}
