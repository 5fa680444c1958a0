package doozer.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import doozer.wire.Address;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostTest {
    private static final int PORT = 1234;

    private static String told(String advertise, String... others) throws OptionException {
        List<Address> addresses = new ArrayList<>();
        for (String other : others) addresses.add(Address.parse(other));
        return Host.toAdvertise(Address.parse(advertise), PORT, addresses).toString();
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:1, true", "127.1.2.3:1, true", "localhost:1, true", "[::1]:1, true",
        "240.0.0.1:1, false", "[2001:db8::1]:1, false"})
    void ownIsWhatThisMachineHas(String address, boolean isOwn) {
        assertThat(Host.isOwn(Address.parse(address))).isEqualTo(isOwn);
    }

    @Test
    void anAddressThatIsSaidIsToldAsItIs() throws Exception {
        assertThat(told("box:1", "240.0.0.1:1")).isEqualTo("box:1");
        assertThat(told("10.0.0.1:0", "240.0.0.1:1")).isEqualTo("10.0.0.1:" + PORT);
    }

    @Test
    void forAllInterfacesItIsTheOneOnTheWayToAPeer() throws Exception {
        assertThat(told(":1", "127.0.0.1:9")).isEqualTo("127.0.0.1:1");
        assertThat(told("0.0.0.0:0", "localhost:9")).isEqualTo("127.0.0.1:" + PORT);
    }

    @Test
    void theWayToAnAddressOfThisMachineIsThatAddress() throws Exception {
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress ip : Collections.list(each.getInetAddresses())) {
                if (!(ip instanceof Inet4Address) || !each.isUp()) continue;
                assertThat(told(":1", ip.getHostAddress() + ":9"))
                        .isEqualTo(ip.getHostAddress() + ":1");
            }
        }
    }

    @Test
    void loopbackIsNeverToldWhereAPeerIsElsewhere() {
        // given a peer on another machine, to which there may be a way from here or not
        Throwable e = catchThrowable(() -> assertThat(told(":1", "198.51.100.1:9"))
                .doesNotStartWith("127.").doesNotStartWith("[::1]").doesNotStartWith("0.0.0.0"));

        // then it is an address of ours that can be reached, or the operator has to choose
        if (e == null) return;
        assertThat(e).isInstanceOf(OptionException.class).hasMessageContaining("-advertise")
                .hasMessageStartingWith("-listen :1 is no address that others could be told");
    }

    @Test
    void aPeerOfLoopbackBesideOneElsewhereChangesNothing() {
        // A machine may well have its own name for loopback, and then the others are elsewhere.
        String[] results = new String[2];
        Throwable one = catchThrowable(() -> results[0] = told(":1", "198.51.100.1:9"));
        Throwable two = catchThrowable(
                () -> results[1] = told(":1", "127.0.0.1:9", "198.51.100.1:9"));

        assertThat(two).isNull();
        assertThat(results[1]).isEqualTo(one == null ? results[0] : "127.0.0.1:1");
    }
}
