package doozer.bench.cluster;

import doozer.client.DoozerClient;
import doozer.wire.DoozerUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What a backup, a restore and a joiner of many files cost, in time and memory, and what a client
 * beside them notices: a probe asks for one file over and over, and the longest time for an answer
 * stands beside the longest pause of the server's garbage collection in the same phase. Whatever
 * else uses the machine is in both.
 *
 * <p>Properties: {@code files}, {@code bytes} of each, {@code server.jvm}.
 */
public final class BackupBench {
    private static final int FILES = Integer.getInteger("files", 1_000_000);
    private static final int BYTES = Integer.getInteger("bytes", 100);
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final int OUTSTANDING = 256;
    private static final int PER_DIRECTORY = 1_000;

    private final Path folder;
    private final Servers servers;

    private BackupBench(Path folder, Servers servers) {
        this.folder = folder;
        this.servers = servers;
    }

    /** Runs all of it, and prints a table. */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("doozer-bench");
        try (Servers servers = new Servers()) {
            new BackupBench(folder, servers).run();
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) Files.delete(file);
            }
            Files.delete(folder);
        }
    }

    private void run() throws Exception {
        Place server = start("first");
        try (DoozerClient client = server.client()) {
            load(client);
        }
        System.out.printf(Locale.ROOT, "%,d files of %d bytes; the server has %,d MB resident%n",
                FILES, BYTES, server.peakMegabytes());
        System.out.printf("%-22s %9s %9s %9s %9s %9s%n", "", "seconds", "MB peak", "p99.9 ms",
                "max ms", "GC max ms");
        watched("idle, 3 s", server, () -> {
            TimeUnit.SECONDS.sleep(3);
            return 0L;
        });
        Path backup = folder.resolve("backup");
        watched("backup", server, () -> command("backup", server, backup.toString()));
        System.out.printf(Locale.ROOT, "%-22s %,d bytes%n", "", Files.size(backup));
        watched("backup verify", server, () -> command("backup", server, "verify",
                backup.toString()));
        watched("a joiner's snapshot", server, () -> join(server));
        long begun = System.nanoTime();
        Place restored = start("restored", "-restore", backup.toString());
        double seconds = (System.nanoTime() - begun) / (double) SECOND_NANOS;
        try (DoozerClient client = restored.client()) {
            if (client.get("/probe").isMissing()) throw new IOException("it has no files");
        }
        System.out.printf(Locale.ROOT, "%-22s %9.2f %9d%n", "start with -restore", seconds,
                restored.peakMegabytes());
    }

    /** Something that takes a while; gives the most memory that it took, in MB, or 0. */
    private interface Work {
        long run() throws Exception;
    }

    private void watched(String name, Place server, Work work) throws Exception {
        int pausesBefore = pauses().length;
        try (Probe probe = new Probe(server.client())) {
            long begun = System.nanoTime();
            long megabytes = work.run();
            double seconds = (System.nanoTime() - begun) / (double) SECOND_NANOS;
            long[] nanos = probe.end();
            double[] pauses = pauses();
            double longest = Arrays.stream(pauses, pausesBefore, pauses.length).max().orElse(0);
            System.out.printf(Locale.ROOT, "%-22s %9.2f %9d %9.2f %9.2f %9.2f%n", name, seconds,
                    megabytes, nanos[nanos.length - 1 - nanos.length / 1000] / 1e6,
                    nanos[nanos.length - 1] / 1e6, longest);
        }
    }

    private Path log() {
        return folder.resolve("first.gc");
    }

    /** The pauses of the first server so far, in ms. */
    private double[] pauses() throws IOException {
        return Files.readAllLines(log()).stream().filter(line -> line.contains("Pause"))
                .mapToDouble(line -> Double.parseDouble(line.substring(
                        line.lastIndexOf(' ') + 1, line.length() - 2))).toArray();
    }

    /** A server, and where it listens. */
    private record Place(Servers.Server server, String address) {
        String uri() {
            return "doozer:?ca=" + address;
        }

        DoozerClient client() {
            return DoozerClient.connect(DoozerUri.parse(uri()));
        }

        long peakMegabytes() throws IOException {
            return BackupBench.peakMegabytes(server.pid());
        }
    }

    private Place start(String name, String... options) throws IOException {
        String address = "127.0.0.1:" + Servers.freePorts(1).get(0);
        List<String> arguments = new ArrayList<>(List.of(
                "-Xlog:gc:file=" + folder.resolve(name + ".gc"), "-cp",
                System.getProperty("java.class.path"), "doozer.main.Main", "-l", address,
                "-w", "false", "-hist", "1000"));
        arguments.addAll(List.of(options));
        return new Place(servers.start(arguments), address);
    }

    private static void load(DoozerClient client) {
        byte[] body = new byte[BYTES];
        client.set("/probe", 0, body);
        List<CompletableFuture<Long>> open = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            open.add(client.setAsync("/bench/" + i / PER_DIRECTORY + "/" + i % PER_DIRECTORY, 0,
                    body));
            if (open.size() < OUTSTANDING) continue;
            open.forEach(CompletableFuture::join);
            open.clear();
        }
        open.forEach(CompletableFuture::join);
    }

    /** Another node joins, until it has all of it. */
    private long join(Place first) throws Exception {
        Place joiner = start("joiner", "-peer", first.address());
        try (DoozerClient client = joiner.client()) {
            while (!hasAll(client)) TimeUnit.MILLISECONDS.sleep(5);
        }
        return joiner.peakMegabytes();
    }

    private static boolean hasAll(DoozerClient client) {
        return client.info().lines().anyMatch(line -> line.startsWith("files:")
                && Long.parseLong(line.substring(6)) > FILES);
    }

    /** A command in a process of its own; gives the most memory that it took, in MB. */
    private static long command(String name, Place server, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-Xmx1g", "-cp", System.getProperty("java.class.path"),
                "doozer.main.Main", "-a", server.uri(), name));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        long most = 0;
        while (!process.waitFor(10, TimeUnit.MILLISECONDS)) {
            most = Math.max(most, peakMegabytes(process.pid()));
        }
        if (process.exitValue() != 0) throw new IOException(command + ": " + process.exitValue());
        return most;
    }

    /** The most memory that a process has had resident, in MB; 0 where that is not told. */
    private static long peakMegabytes(long pid) throws IOException {
        Path status = Path.of("/proc/" + pid + "/status");
        if (!Files.exists(status)) return 0;
        try {
            for (String line : Files.readAllLines(status)) {
                if (!line.startsWith("VmHWM:")) continue;
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
            }
        } catch (IOException e) {
            // It has just ended.
        }
        return 0;
    }

    /** Asks for a file over and over. */
    private static final class Probe implements AutoCloseable {
        private final DoozerClient client;
        private final Thread thread = new Thread(this::run, "probe");
        private long[] nanos = new long[1 << 20];
        private int count;
        private volatile boolean isOver;

        Probe(DoozerClient client) {
            this.client = client;
            thread.start();
        }

        private void run() {
            while (!isOver) {
                long begun = System.nanoTime();
                client.get("/probe");
                if (count == nanos.length) nanos = Arrays.copyOf(nanos, count * 2);
                nanos[count++] = System.nanoTime() - begun;
            }
        }

        /** All times, sorted. */
        long[] end() throws InterruptedException {
            isOver = true;
            thread.join();
            long[] all = Arrays.copyOf(nanos, count);
            Arrays.sort(all);
            return all;
        }

        @Override
        public void close() {
            isOver = true;
            client.close();
        }
    }
}
