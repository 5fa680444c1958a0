package doozer.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everything that a proxy can break, in front of a server that sends back what it gets. */
class FaultProxyTest {
    private static final int LONG_MILLIS = 20_000;
    private static final int SHORT_MILLIS = 150;

    private ServerSocket echo;
    private FaultProxy proxy;

    @BeforeEach
    void begin() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::serve);
        proxy = FaultProxy.start(Ports.next(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), echo.getLocalPort()));
    }

    @AfterEach
    void end() throws IOException {
        proxy.close();
        echo.close();
    }

    private void serve() {
        try {
            while (true) {
                Socket socket = echo.accept();
                daemon(() -> sendBack(socket));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private static void sendBack(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            // The connection was broken on purpose.
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "echo");
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void bytesGoThroughBothWaysAndSoDoesTheEnd() throws IOException {
        try (Socket socket = dial()) {
            assertThat(exchange(socket, "hello")).isEqualTo("hello");
            assertThat(proxy.connections()).isEqualTo(1);

            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void blackHoleIsSilentAndKeepsWhatWasSentUntilItIsHealed() throws IOException {
        for (FaultProxy.Direction direction : FaultProxy.Direction.values()) {
            try (Socket socket = dial()) {
                exchange(socket, "before");

                proxy.cut(direction);
                send(socket, "during");
                assertThatNothingComes(socket);

                proxy.heal();
                assertThat(receive(socket, "during".length())).isEqualTo("during");
            }
        }
    }

    @Test
    void newConnectionsIntoABlackHoleAreTakenAndHearNothing() throws IOException {
        proxy.cut(FaultProxy.Direction.TO_TARGET);
        try (Socket socket = dial()) {
            send(socket, "early");
            assertThatNothingComes(socket);

            proxy.heal();
            assertThat(receive(socket, "early".length())).isEqualTo("early");
        }
    }

    @Test
    void refusalIsForNewConnectionsOnly() throws IOException {
        try (Socket socket = dial()) {
            exchange(socket, "before");
            proxy.refuse();

            assertThatThrownBy(this::dial).isInstanceOf(IOException.class);
            assertThat(exchange(socket, "still")).isEqualTo("still");
        }
        proxy.heal();
        try (Socket socket = dial()) {
            assertThat(exchange(socket, "again")).isEqualTo("again");
        }
    }

    @Test
    void resetBreaksWhatIsThereEvenInABlackHole() throws IOException {
        try (Socket socket = dial()) {
            exchange(socket, "before");
            proxy.cut(FaultProxy.Direction.FROM_TARGET);

            proxy.resetAll();
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(IOException.class).isNotInstanceOf(SocketTimeoutException.class);
            assertThat(proxy.connections()).isZero();
        }
    }

    @Test
    void delayIsForEachWayAndDoesNotAddUp() throws IOException {
        proxy.delay(50_000_000);
        try (Socket socket = dial()) {
            long begin = System.nanoTime();
            for (int i = 0; i < 10; i++) send(socket, "x");
            receive(socket, 10);
            assertThat(System.nanoTime() - begin).isGreaterThan(100_000_000);
            // Ten delays one after the other would be ten times this.
            assertThat(System.nanoTime() - begin).isLessThan(900_000_000);
        }
    }

    @Test
    void throttleMakesManyBytesTakeTheirTime() throws IOException {
        proxy.throttle(100_000);
        try (Socket socket = dial()) {
            long begin = System.nanoTime();
            assertThat(exchange(socket, "x".repeat(20_000))).hasSize(20_000);
            assertThat(System.nanoTime() - begin).isGreaterThan(190_000_000);
        }
    }

    @Test
    void targetThatRefusesIsAConnectionThatBreaks() throws IOException {
        echo.close();
        try (Socket socket = dial()) {
            assertThat(endsWithoutAByte(socket)).isTrue();
        }
    }

    private static boolean endsWithoutAByte(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private Socket dial() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(LONG_MILLIS);
        return socket;
    }

    private static String exchange(Socket socket, String text) throws IOException {
        send(socket, text);
        return receive(socket, text.length());
    }

    private static void send(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes());
        out.flush();
    }

    private static String receive(Socket socket, int count) throws IOException {
        return new String(socket.getInputStream().readNBytes(count));
    }

    private static void assertThatNothingComes(Socket socket) throws IOException {
        socket.setSoTimeout(SHORT_MILLIS);
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(LONG_MILLIS);
    }
}
