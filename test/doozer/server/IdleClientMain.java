package doozer.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/**
 * Opens connections to a port, says nothing on any of them, and ends with its standard input:
 * {@code IdleClientMain <port> <count>}. Prints {@code opened <count>} when all stand.
 */
public final class IdleClientMain {
    private IdleClientMain() {
    }

    public static void main(String... args) throws IOException {
        int port = Integer.parseInt(args[0]);
        int count = Integer.parseInt(args[1]);
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        SocketChannel[] channels = new SocketChannel[count];
        for (int i = 0; i < count; i++) channels[i] = SocketChannel.open(server);
        System.out.println("opened " + channels.length);
        BadInputServerMain.awaitEnd();
    }
}
