package doozer.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.wire.Address;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where a server listens. Addresses of 240.0.0.0/4 are reserved: no machine has one. */
class ListeningTest {
    private static Options options(String... args) throws OptionException {
        return Options.parse(args, Map.of());
    }

    private static List<String> candidates(String... args) throws OptionException {
        List<String> texts = new ArrayList<>();
        for (Address address : Listening.candidates(options(args))) texts.add(address.toString());
        return texts;
    }

    private static String told(Options options, String chosen) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Listening.tell(options, Address.parse(chosen), new Log(new PrintStream(out), () -> 0));
        return out.toString();
    }

    @Test
    void thePeersOfThisMachineComeFirstAndThenTheDefault() throws Exception {
        assertThat(candidates("-a", "240.0.0.1:1,127.0.0.1:2,240.0.0.2:3,localhost:4,[::1]:5"))
                .containsExactly("127.0.0.1:2", "localhost:4", "[::1]:5", "127.0.0.1:8046");
        assertThat(candidates("-a", "240.0.0.1")).containsExactly("127.0.0.1:8046");
        assertThat(candidates("-a", "127.0.0.1")).containsExactly("127.0.0.1:8046");
        assertThat(candidates()).containsExactly("127.0.0.1:8046");
    }

    @Test
    void whoeverSaysWhereIsObeyed() throws Exception {
        assertThat(candidates("-a", "127.0.0.1:2", "-l", ":1")).containsExactly(":1");
        assertThat(candidates("-a", "127.0.0.1:2", "-l", "127.0.0.1:8046"))
                .containsExactly("127.0.0.1:8046");
    }

    @Test
    void theFirstThatIsFreeIsTaken() throws Exception {
        // given two places of which the first is taken
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Address first = new Address("127.0.0.1", taken.getLocalPort());
            Address second = new Address("127.0.0.1", 0);

            // when they are tried by listening
            Address chosen = Listening.first(List.of(first, second), address -> {
                listen(address).close();
                return address;
            });

            // then it is the second
            assertThat(chosen).isEqualTo(second);
        }
    }

    private static ServerSocket listen(Address address) throws IOException {
        return new ServerSocket(address.port(), 1, InetAddress.getByName(address.host()));
    }

    @Test
    void ifNoneIsFreeOneLineSaysWhatWasTried() {
        List<Address> two = List.of(new Address("127.0.0.1", 1), new Address("::1", 2));

        assertThatThrownBy(() -> Listening.first(two, address -> {
            throw new BindException("Address already in use");
        })).isInstanceOf(OptionException.class).hasMessage("cannot listen on 127.0.0.1:1 or"
                + " [::1]:2: Address already in use; choose another address with -listen, or stop"
                + " what uses it");
    }

    @Test
    void whatIsWrongWithTheFirstIsNotHiddenByTheSecond() {
        List<Address> two = List.of(new Address("box", 1), new Address("127.0.0.1", 2));

        assertThatThrownBy(() -> Listening.first(two, address -> {
            throw new UnknownHostException(address.host());
        })).hasMessage("cannot listen on box:1: no such host; check -listen");
    }

    @Test
    void theLogSaysWhichOnlyWhereThereWasAChoice() throws Exception {
        assertThat(told(options("-a", "127.0.0.1:2"), "127.0.0.1:2")).contains(
                " INFO address-chosen listen=127.0.0.1:2 because=\"the first of -peer")
                .hasLineCount(1);
        assertThat(told(options("-a", "240.0.0.1:2"), "127.0.0.1:8046"))
                .contains("because=\"no address of -peer");
        assertThat(told(options(), "127.0.0.1:8046")).isEmpty();
        assertThat(told(options("-a", "127.0.0.1:2", "-l", "127.0.0.1:2"), "127.0.0.1:2"))
                .isEmpty();
    }

    @Test
    void aServerTakesTheFirstOfItsPeersThatIsFree() throws Exception {
        // given two addresses of this machine, the first of which is taken
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            String peers = "127.0.0.1:" + port + ",127.0.0.2:" + port;
            ByteArrayOutputStream out = new ByteArrayOutputStream();

            // when a server is started with both
            try (Doozer server = Doozer.start(options("-a", peers, "-w", "false"),
                    new Log(new PrintStream(out), () -> 0))) {
                // then it listens at the second, and tells others so
                assertThat(server.address()).hasToString("127.0.0.2:" + port);
                assertThat(out.toString()).contains("advertise=127.0.0.2:" + port);
            }
        }
    }
}
