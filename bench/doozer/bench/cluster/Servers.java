package doozer.bench.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The processes of a run, which all end with it. Owned by one thread. */
final class Servers implements AutoCloseable {
    private static final int START_SECONDS = 60;
    private static final int LOG_LINES = 20;

    private final List<Server> all = new ArrayList<>();

    Servers() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** A process and what it says. */
    static final class Server {
        private final Process process;
        private final CountDownLatch hasSaid = new CountDownLatch(1);
        private final ArrayDeque<String> log = new ArrayDeque<>();
        private volatile String started;

        private Server(Process process) {
            this.process = process;
        }

        /** Reads all of it, so that it never waits for us. */
        private void follow() {
            try (BufferedReader in = process.inputReader()) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    synchronized (log) {
                        if (log.size() == LOG_LINES) log.remove();
                        log.add(line);
                    }
                    if (!line.contains(" INFO started ")) continue;
                    started = line;
                    hasSaid.countDown();
                }
            } catch (IOException e) {
                // It was killed.
            }
            hasSaid.countDown();
        }

        private void awaitStart() throws IOException {
            try {
                if (hasSaid.await(START_SECONDS, TimeUnit.SECONDS) && started != null) return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            synchronized (log) {
                throw new IOException("a server has not started: " + log);
            }
        }

        long pid() {
            return process.pid();
        }

        /** What it said last, when it said that it had started. */
        int port() {
            return Integer.parseInt(started.substring(started.lastIndexOf('=') + 1));
        }

        void tell(String line) throws IOException {
            process.outputWriter().append(line).append('\n').flush();
        }
    }

    /** Starts {@code java} with those arguments; it serves once this returns. */
    Server start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(System.getProperty("server.jvm").trim().split("\\s+")));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(variable -> variable.startsWith("DOOZER_"));
        Server server = new Server(builder.start());
        all.add(server);
        Thread reader = new Thread(server::follow);
        reader.setDaemon(true);
        reader.start();
        server.awaitStart();
        return server;
    }

    /** Ports that were free a moment ago. */
    static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            ports.add(sockets.get(i).getLocalPort());
        }
        for (ServerSocket socket : sockets) socket.close();
        return ports;
    }

    /** The last lines of each. */
    String logs() {
        StringBuilder logs = new StringBuilder();
        for (Server server : all) {
            synchronized (server.log) {
                for (String line : server.log) {
                    logs.append(server.pid()).append(": ").append(line).append('\n');
                }
            }
        }
        return logs.toString();
    }

    @Override
    public void close() {
        for (Server server : all) server.process.destroyForcibly();
    }
}
