package doozer.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a proxy does to clients and leaves alone, in front of two who say back what they hear. */
@Timeout(60)
class CutProxyTest {
    private static final int LINK = 0xdd;
    private static final int CLIENT = 0;
    private static final int BYTES = 3_000;

    private final CutFaults faults = new CutFaults(2);
    private final List<ServerSocket> echoes = new ArrayList<>();
    private final List<CutProxy> proxies = new ArrayList<>();

    @BeforeEach
    void begin() throws IOException {
        List<InetSocketAddress> members = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            ServerSocket echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            int name = i;
            CutProxy.start(() -> serve(echo, name));
            echoes.add(echo);
            proxies.add(new CutProxy(faults, new InetSocketAddress("127.0.0.1",
                    echo.getLocalPort()), members));
        }
        faults.turn(true);
    }

    @AfterEach
    void end() throws IOException {
        proxies.forEach(CutProxy::close);
        for (ServerSocket echo : echoes) echo.close();
    }

    /** Says its name first, and then what it hears. */
    private static void serve(ServerSocket echo, int name) {
        try {
            while (true) {
                Socket socket = echo.accept();
                CutProxy.start(() -> sendBack(socket, name));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private static void sendBack(Socket socket, int name) {
        try (socket) {
            socket.getOutputStream().write(name);
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            // The connection was broken on purpose.
        }
    }

    /** Sends so many bytes by the first proxy; gives whose name came back, 0 if none did. */
    private int exchange(int first, int count) throws IOException {
        int port = Integer.parseInt(proxies.get(0).address().split(":")[1]);
        int name = 0;
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(first);
            InputStream in = socket.getInputStream();
            name = Math.max(0, in.read());
            if (in.read() != first) throw new IOException("cut");
            for (int i = 0; i < count; i++) {
                socket.getOutputStream().write(i);
                if (in.read() != (i & 0xff)) throw new IOException("cut");
            }
        } catch (IOException e) {
            assertThat(first).as("a link is left alone").isEqualTo(CLIENT);
        }
        return name;
    }

    @Test
    void whatOtherMembersSendGoesThroughAsItIs() throws IOException {
        assertThat(exchange(LINK, BYTES)).isEqualTo(1);
        assertThat(faults.total()).isZero();
        assertThat(faults.connections()).isZero();
    }

    @Test
    void everythingHappensToClientsAndTheNextOneReachesAnother() throws IOException {
        Set<Integer> names = new TreeSet<>();
        while (names.size() < 2 || faults.of(CutFaults.Kind.RESET) == 0
                || faults.of(CutFaults.Kind.END) == 0) {
            names.add(exchange(CLIENT, BYTES));
        }
        assertThat(names).contains(1, 2);

        // and nothing does when it is over, whoever was led astray
        faults.turn(false);
        int total = faults.total();
        assertThat(exchange(CLIENT, 100)).isEqualTo(1);
        assertThat(faults.total()).isEqualTo(total);
    }

    @Test
    void connectionOfThatNumberHasTheSameFaultsAgain() {
        Random first = new CutFaults(7).nextConnection();
        Random again = new CutFaults(7).nextConnection();
        for (int i = 0; i < 100; i++) {
            CutFaults.Fault fault = CutFaults.next(first);
            assertThat(CutFaults.next(again)).isEqualTo(fault);
            assertThat(fault.afterBytes()).isBetween(8, 32 << 10);
        }
    }
}
