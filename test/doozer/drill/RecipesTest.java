package doozer.drill;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.client.DoozerClient;
import doozer.client.Writes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The programs of the page on recipes, as it says they are run, while members are killed. */
@DisabledOnOs(OS.WINDOWS)
class RecipesTest {
    private static final Path ROOT = Path.of(System.getProperty("doozer.root"));
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final List<Program> programs = new ArrayList<>();
    private DrillCluster cluster;
    private String uri;

    /** A program that runs, and the lines that it prints. */
    private static final class Program implements AutoCloseable {
        private final Process process;
        private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

        Program(List<String> command) throws IOException {
            process = new ProcessBuilder(command).directory(ROOT.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            Thread reader = new Thread(this::read, "reads " + command);
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(
                    process.getInputStream(), StandardCharsets.UTF_8))) {
                in.lines().forEach(lines::add);
            } catch (IOException | java.io.UncheckedIOException e) {
                lines.add("cannot be read: " + e);
            }
        }

        String line() throws InterruptedException {
            String line = lines.poll(DrillCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(line).as("a line of " + process.info().commandLine()).isNotNull();
            return line;
        }

        /** Reads up to a line that has that in it; gives all that were read. */
        List<String> readTo(String part) throws InterruptedException {
            List<String> read = new ArrayList<>();
            do read.add(line());
            while (!read.get(read.size() - 1).contains(part));
            return read;
        }

        void signal(String name) throws Exception {
            assertThat(new ProcessBuilder("kill", name, String.valueOf(process.pid())).start()
                    .waitFor()).isZero();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @BeforeEach
    void startThree() {
        cluster = DrillCluster.start(DrillCluster.Plan.of(3, 0, "-timeout", "3s"),
                new PlainNetwork());
        uri = "doozer:" + cluster.nodes().stream().map(node -> "ca=" + node.address())
                .collect(Collectors.joining("&", "?", ""));
    }

    @AfterEach
    void stop() {
        programs.forEach(Program::close);
        cluster.close();
    }

    /** Runs what stands in the page, but for the address of the cluster and the port. */
    private Program run(String line, String port) throws IOException {
        assertThat(Files.readString(ROOT.resolve("doc/recipes.md"))).contains("\n    " + line
                + "\n");
        List<String> command = new ArrayList<>(List.of(line.split(" ")));
        command.replaceAll(word -> word.equals("URI") ? uri : word.equals("9000") ? port : word);
        command.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Program program = new Program(command);
        programs.add(program);
        return program;
    }

    /** The next one must not be killed before all is repaired: two of three is too many. */
    private void killAndRestart(DrillNode node) {
        assertThat(Await.within(DrillCluster.PATIENCE, cluster::isWhole)).isTrue();
        cluster.restart(node, PAUSE);
    }

    @Test
    void theProgramsAreShort() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("doc/recipes"))) {
            for (Path file : files.toList()) {
                assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThan(60);
            }
        }
    }

    @Test
    void clientsOfANameServiceSeeEachMove() throws Exception {
        Program program = run("java -cp doozer-client.jar doc/recipes/NameService.java URI 5 40",
                "");
        // when a member is killed in the middle, and the leader later, then it goes on
        program.readTo("10.0.0.5:80");
        killAndRestart(cluster.nodes().get(1));
        program.readTo("10.0.0.20:80");
        killAndRestart(cluster.awaitLeader());
        List<String> last = program.readTo("10.0.0.40:80");
        assertThat(last).allMatch(line -> line.matches(
                "10\\.0\\.0\\.\\d+:80 seen by 5 clients after \\d+[.,]\\d ms"));
        assertThat(program.process.waitFor()).isZero();
    }

    @Test
    void neverTwoMastersAct() throws Exception {
        String port = String.valueOf(Ports.next());
        String java = "java -cp doozer-client.jar doc/recipes/MasterElection.java ";
        Program observer = run(java + "observe 9000", port);
        awaitPort(Integer.parseInt(port));
        Program ann = run(java + "stand URI ann 9000", port);
        List<String> orders = new ArrayList<>(observer.readTo("done "));
        Program bob = run(java + "stand URI bob 9000", port);

        // when the master stands still, and a member is killed meanwhile, the other acts
        boolean annLeads = orders.get(orders.size() - 1).endsWith("ann");
        ann.signal("-STOP");
        killAndRestart(cluster.awaitLeader());
        orders.addAll(observer.readTo(" bob"));
        assertThat(annLeads).isTrue();

        // and when the first one goes on, and the second stands still in its turn
        ann.signal("-CONT");
        bob.signal("-STOP");
        long token = token(orders.get(orders.size() - 1));
        List<String> later = observer.readTo(" ann");
        while (token(later.get(later.size() - 1)) <= token) later.addAll(observer.readTo(" ann"));
        bob.signal("-CONT");
        orders.addAll(later);
        orders.addAll(observer.readTo(" ann"));

        // then what was done was done by one master after the other
        long highest = 0;
        for (String order : orders) {
            if (order.startsWith("done ")) assertThat(token(order)).isGreaterThanOrEqualTo(highest);
            else assertThat(token(order)).isLessThan(highest);
            highest = Math.max(highest, token(order));
        }
    }

    private static long token(String order) {
        return Long.parseLong(order.split(" ")[1]);
    }

    private static void awaitPort(int port) {
        long end = System.nanoTime() + DrillCluster.PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try {
                new java.net.Socket("127.0.0.1", port).close();
                return;
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
        throw new AssertionError("nobody listens on port " + port);
    }

    @Test
    void everyWorkerRunsByEveryVersion() throws Exception {
        // given workers, of which one comes later
        String java = "java -cp doozer-client.jar doc/recipes/FleetConfig.java URI worker-1";
        Program first = run(java, "");
        Program second = run(java, "");
        try (DoozerClient client = DoozerClient.builder().uri(uri).connect()) {
            Writes writes = client.openSession(Duration.ofSeconds(30));
            writes.set("/config/fleet", -1, "v0".getBytes(StandardCharsets.UTF_8));
            first.readTo(": v0");
            second.readTo(": v0");

            // when members are killed one after the other between the versions
            for (int version = 1; version <= 9; version++) {
                if (version % 3 == 1) killAndRestart(cluster.nodes().get(version / 3));
                byte[] body = ("v" + version).getBytes(StandardCharsets.UTF_8);
                writes.set("/config/fleet", -1, body);
            }
        }
        Program late = run(java, "");
        assertThat(late.line()).endsWith(": v9");
        for (Program program : List.of(first, second)) {
            List<String> versions = program.readTo(": v9").stream()
                    .map(line -> line.substring(line.indexOf(": ") + 2)).toList();
            assertThat(versions).containsExactly("v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8",
                    "v9");
        }
    }
}
