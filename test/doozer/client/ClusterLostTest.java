package doozer.client;

import static doozer.client.RealServer.LONG;
import static doozer.client.RealServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client whose cluster loses all of its data, and begins anew where it was. */
@Timeout(60)
class ClusterLostTest {
    /** Leads to a server, and cuts nothing. */
    private static Cutter leadingTo(RealServer server) throws Exception {
        Cutter way = new Cutter(1, 1000);
        way.rest();
        way.leadTo(server.address());
        return way;
    }

    @Test
    void clientSaysSoAndRepeatsNothingThere() throws Exception {
        RealServer first = new RealServer();
        try (Cutter way = leadingTo(first);
                DoozerClient client = DoozerClient.builder().address(way.address()).timeout(LONG)
                        .connect(FailOverTest.HASTY)) {
            // given a client that has a session, with the first id that there is, and a watch
            Session session = client.openSession(LONG);
            session.set("/a", -1, bytes("1"));
            Watch watch = client.watch("/a");

            // when another server is there, which has come just as far
            try (RealServer second = new RealServer(); DoozerClient other = second.connect()) {
                Session stranger = other.openSession(LONG);
                assertThat(stranger.id()).isEqualTo(session.id());
                for (int i = 0; i < 9; i++) other.nop();
                way.leadTo(second.address());
                first.close();

                // then everything ends with that reason, and nothing has happened there
                assertThatThrownBy(() -> session.set("/a", -1, bytes("2")))
                        .isInstanceOf(DoozerException.class);
                assertThatThrownBy(watch::next).isInstanceOf(ClusterLostException.class);
                assertThatThrownBy(client::rev).isInstanceOf(ClusterLostException.class)
                        .hasMessageContaining("another one answers");
                assertThat(other.get("/a").isMissing()).isTrue();
                assertThat(stranger.isAlive()).isTrue();
            }
        }
    }

    @Test
    void clientThatFindsItsClusterElsewhereGoesOn() throws Exception {
        try (RealServer first = new RealServer(); RealServer second = new RealServer();
                Cutter way = leadingTo(first);
                DoozerClient client = DoozerClient.builder().address(way.address()).timeout(LONG)
                        .connect(FailOverTest.HASTY)) {
            client.set("/a", -1, bytes("1"));
            // The members that it has learned of are those of its own cluster.
            way.leadTo(second.address());
            for (int i = 0; i < 20; i++) assertThat(client.get("/a").body()).isEqualTo(bytes("1"));
        }
    }
}
