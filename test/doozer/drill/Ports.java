package doozer.drill;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * Ports of the loopback interface that nobody uses. They are below those that the system gives to
 * whoever dials: while a server is dead its port must not become the near end of a connection, and
 * whoever dials it again and again must not meet itself. Any thread.
 */
public final class Ports {
    private static final int LOWEST = 10_000;
    private static final int EPHEMERAL = 32_768;
    private static final int TRIES = 1_000;

    private static final Random RANDOM = new Random();
    /** Each is given away once, so that those of one cluster differ. */
    private static final Set<Integer> GIVEN = new HashSet<>();

    private Ports() {
    }

    /** One that could be listened at a moment ago; somebody may still come first. */
    public static synchronized int next() {
        int end = Math.max(LOWEST + TRIES, firstEphemeral());
        for (int i = 0; i < TRIES; i++) {
            int port = LOWEST + RANDOM.nextInt(end - LOWEST);
            if (!GIVEN.contains(port) && isFree(port)) {
                GIVEN.add(port);
                return port;
            }
        }
        throw new DrillException("no port is free between " + LOWEST + " and " + end);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int firstEphemeral() {
        try {
            String range = Files.readString(Path.of("/proc/sys/net/ipv4/ip_local_port_range"));
            return Integer.parseInt(range.strip().split("\\s+")[0]);
        } catch (IOException | NumberFormatException e) {
            return EPHEMERAL;
        }
    }
}
