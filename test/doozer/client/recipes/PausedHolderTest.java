package doozer.client.recipes;

import static doozer.client.recipes.RecipeServer.LONG;
import static doozer.client.recipes.RecipeServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import doozer.client.DoozerClient;
import doozer.client.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * A process that holds everything is stopped for longer than its session lives, and goes on: others
 * hold all of it by then, with higher tokens, and it never acts as if it did.
 */
@DisabledOnOs(OS.WINDOWS)
class PausedHolderTest {
    private static final Duration TTL = Duration.ofMillis(2_500);
    private static final List<String> NAMES = List.of("lock", "write", "permit", "barrier",
            "leader", "file", "member", "service");

    private RecipeServer server;
    private Process holder;
    private BufferedReader said;

    @BeforeEach
    void startAHolder() throws Exception {
        server = new RecipeServer();
        holder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), HolderMain.class.getName(),
                server.address(), String.valueOf(TTL.toMillis()))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        said = new BufferedReader(new InputStreamReader(holder.getInputStream(),
                StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        holder.destroyForcibly();
        server.close();
    }

    private List<String> readTo(String end) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            lines.add(line);
            if (line.equals(end)) return lines;
        }
        throw new AssertionError("the holder has ended; it said " + lines);
    }

    private void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", name, String.valueOf(holder.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static long token(DoozerClient client, String glob) {
        return client.walk(glob).get(0).revision();
    }

    /** The tokens of the holder, by what they are for. */
    private static Map<String, Long> tokens(DoozerClient client) {
        Map<String, Long> tokens = new LinkedHashMap<>();
        String[] globs = {"/lock/*", "/rw/*", "/sem/*", "/barrier", "/leader/*", "/file",
            "/group/holder", "/service/web/holder"};
        for (int i = 0; i < globs.length; i++) {
            tokens.put(NAMES.get(i), token(client, globs[i]));
        }
        return tokens;
    }

    @Test
    void holderThatStoodStillNeverActsAgainOnWhatItHeld() throws Exception {
        // given a process that holds everything, and one that wants it
        assertThat(readTo("ready")).containsOnlyOnce("ready");
        DoozerClient client = server.connect();
        Map<String, Long> old = tokens(client);
        TreeCache group = TreeCache.of(client, "/group/*");
        ServiceDiscovery services = ServiceDiscovery.of(client, "/service", () -> { });
        assertThat(services.await(LONG)).isTrue();
        assertThat(services.instances("web").get(0).address()).isEqualTo("10.0.0.1:80");

        // when it stands still for longer than its sessions live
        signal("-STOP");
        Session session = client.openSession(LONG);
        Map<String, Long> taken = new LinkedHashMap<>();
        taken.put("lock", new DistributedLock(session, "/lock").acquire(LONG).token());
        taken.put("write", new DistributedReadWriteLock(session, "/rw")
                .acquireWrite(LONG).token());
        taken.put("permit", new DistributedSemaphore(session, "/sem", 1).acquire(LONG).token());
        assertThat(new DistributedBarrier(client, "/barrier").await(LONG)).isTrue();
        taken.put("barrier", new DistributedBarrier(client, "/barrier").set(session).token());
        LeaderLatch latch = LeaderLatch.of(client, "/leader", LONG, LeaderListener.NONE);
        taken.put("leader", latch.await(LONG).token());
        PersistentFile file = PersistentFile.of(client, "/file", bytes("other"), LONG);
        assertThat(file.await(LONG)).isTrue();
        taken.put("file", file.held().token());
        taken.forEach((name, token) -> assertThat(token).as(name).isGreaterThan(old.get(name)));
        awaitGone(group, services);

        // and goes on, then it finds everything lost before it does anything, and can do nothing
        signal("-CONT");
        List<String> lines = readTo("done");
        for (String name : NAMES) assertThat(lines).containsOnlyOnce("lost " + name,
                "refused " + name);
        assertThat(lines).containsOnlyOnce("deposed").noneMatch(line -> line.contains("elected"));
        assertThat(client.get("/guarded").isMissing()).isTrue();
        assertThat(latch.isLeader()).isTrue();
        latch.close();
        file.close();
    }

    private static void awaitGone(TreeCache group, ServiceDiscovery services) {
        long end = System.nanoTime() + LONG.toNanos();
        while (!group.files().isEmpty() || !services.instances("web").isEmpty()) {
            assertThat(System.nanoTime() - end).as("nanoseconds too late").isNegative();
            Thread.onSpinWait();
        }
    }
}
