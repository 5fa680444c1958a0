package doozer.server;

import doozer.net.LoopPeer;
import doozer.wire.Request;
import doozer.wire.Verb;
import java.io.IOException;

/**
 * Opens connections to a port with a watch each, half of them on a file that all share and half on
 * one of their own: {@code IdleWatchersMain <port> <count>}. Prints {@code watching <count>}, then
 * {@code heard <count>} when everyone who shares has had one event, and ends with its input.
 */
public final class IdleWatchersMain {
    private static final int MARK = 1;
    private static final int SET_EVENT = 5;

    private IdleWatchersMain() {
    }

    public static void main(String... args) throws IOException {
        int port = Integer.parseInt(args[0]);
        LoopPeer[] peers = new LoopPeer[Integer.parseInt(args[1])];
        for (int i = 0; i < peers.length; i++) {
            peers[i] = LoopPeer.connect(port);
            String glob = i % 2 == 0 ? "/news" : "/own/" + i + "/**";
            peers[i].send(new Request(Verb.HELLO).tag(1).rev(1),
                    new Request(Verb.WATCH).tag(2).path(glob));
        }
        for (LoopPeer peer : peers) {
            peer.receive(1);
            expectFlags(peer, MARK);
        }
        System.out.println("watching " + peers.length);
        int heard = 0;
        for (int i = 0; i < peers.length; i += 2, heard++) expectFlags(peers[i], SET_EVENT);
        System.out.println("heard " + heard);
        BadInputServerMain.awaitEnd();
    }

    private static void expectFlags(LoopPeer peer, int flags) throws IOException {
        int got = peer.receive(2).flags();
        if (got != flags) throw new IOException("flags " + got + " instead of " + flags);
    }
}
