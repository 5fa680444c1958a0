package doozer.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8046, 127.0.0.1, 8046",
        "127.0.0.1, 127.0.0.1, 8046",
        "example.com:80, example.com, 80",
        "Example.COM, example.com, 8046",
        "a_b-c.d, a_b-c.d, 8046",
        "3f2a9c:1, 3f2a9c, 1",
        ":8046, '', 8046",
        "0.0.0.0:0, 0.0.0.0, 0",
        "[::1]:65535, ::1, 65535",
        "[::1], ::1, 8046",
        "::1, ::1, 8046",
        "::, ::, 8046",
        "fe80::1%eth0, fe80::1%eth0, 8046",
    })
    void readsEachFormOfAnAddress(String text, String host, int port) {
        Address address = Address.parse(text);

        assertThat(address.host()).isEqualTo(host);
        assertThat(address.port()).isEqualTo(port);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1:8046",
        ":7, :7",
        "LOCALHOST:08046, localhost:8046",
        "::1, [::1]:8046",
        "[0:0:0:0:0:0:0:1]:1, [::1]:1",
        "[2001:DB8:0:0:1:0:0:1], [2001:db8::1:0:0:1]:8046",
        "[1:0:0:2:0:0:0:3], [1:0:0:2::3]:8046",
        "[1:0:2:3:4:5:6:7], [1:0:2:3:4:5:6:7]:8046",
        "[1::], [1::]:8046",
        "[0:0:1::], [0:0:1::]:8046",
        "[::ffff:10.0.0.1]:5, 10.0.0.1:5",
        "[::ffff:7f00:1], 127.0.0.1:8046",
        "[64:ff9b::1.2.3.4], [64:ff9b::102:304]:8046",
    })
    void writesOneCanonicalFormWhichItReadsAgain(String text, String canonical) {
        Address address = Address.parse(text);

        assertThat(address).hasToString(canonical);
        assertThat(Address.parse(canonical)).isEqualTo(address).hasSameHashCodeAs(address);
    }

    @ParameterizedTest
    @CsvSource({
        "'', it is empty",
        "127.0.0.1:, is not a number",
        "a:65536, is not a number from 0 to 65535",
        "a:-1, is not a number",
        "a:+1, is not a number",
        "a:99999999999, is not a number",
        "a:8046x, is not a number",
        "a:٣, is not a number",
        "http://x, is not a number",
        "http://x:80, no IPv6 address",
        "a:1:2, no IPv6 address",
        "[::1, not closed",
        "[::1]8046, after ] comes",
        "[localhost]:1, for IPv6 addresses only",
        "[[::1]]:1, after ] comes",
        "1.2.3, no IPv4 address",
        "1.2.3.4.5, no IPv4 address",
        "1.2.3.256, no IPv4 address",
        "1..2.3, no IPv4 address",
        "010.0.0.1, no IPv4 address",
        "0x7f.1, no IPv4 address",
        "127.0x1, no IPv4 address",
        "8046, 'for a port alone write :8046'",
        "-l, no host name",
        "a..b, no host name",
        "a b, no host name",
        "bücher.example, no host name",
        "a/b, no host name",
    })
    void refusesWhatIsNoHostOrPortAndSaysWhy(String text, String reason) {
        assertRefused(text, reason);
    }

    @ParameterizedTest
    @CsvSource({
        "1::2::3, no IPv6 address",
        ":::, no IPv6 address",
        "::1:, no IPv6 address",
        ":1::, no IPv6 address",
        "1:2:3:4:5:6:7, no IPv6 address",
        "1:2:3:4:5:6:7:8:9, no IPv6 address",
        "1:2:3:4::5:6:7:8, no IPv6 address",
        "::12345, no IPv6 address",
        "::g, no IPv6 address",
        "::1.2.3.4:5, no IPv6 address",
        "1:2:3:4:5:6:7:1.2.3.4, no IPv6 address",
        "::1.2.3, no IPv4 address",
        "::1%, no zone",
        "::1%a b, no zone",
    })
    void refusesWhatIsNoIpv6AddressAndSaysWhy(String text, String reason) {
        assertRefused(text, reason);
    }

    private static void assertRefused(String text, String reason) {
        assertThatIllegalArgumentException().isThrownBy(() -> Address.parse(text))
                .withMessageStartingWith("bad address").withMessageContaining(reason);
    }

    @Test
    void aHostileTextCannotForgeALineOrFillAScreen() {
        String text = "a\nINFO \u001b[31m\"" + "x".repeat(1_000_000);

        assertThatIllegalArgumentException().isThrownBy(() -> Address.parse(text))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(250)
                        .contains("a\\u000aINFO \\u001b[31m\\\"").doesNotContain("\n"));
    }

    @Test
    void aPortMayBeDemanded() {
        assertThat(Address.parseWithPort(":0")).isEqualTo(new Address("", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Address.parseWithPort("nonsense"))
                .withMessage("bad address \"nonsense\": the port is missing: write HOST:PORT");
        assertThatIllegalArgumentException().isThrownBy(() -> Address.parseWithPort("::1"));
    }

    @Test
    void noAddressCanBeMadeThatCouldNotBeRead() {
        assertThat(new Address("0:0::1", 1)).isEqualTo(Address.parse("[::1]:1"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Address("a", 65536));
        assertThatIllegalArgumentException().isThrownBy(() -> new Address("a", -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Address("[::1]", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Address("a b", 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Address("a.".repeat(127) + "a", 1));
    }

    @Test
    void differsByHostAndByPort() {
        assertThat(new Address("a", 1)).isNotEqualTo(new Address("b", 1))
                .isNotEqualTo(new Address("a", 2)).isNotEqualTo("a:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {":1", "0.0.0.0", "::", "[0:0:0::0]:1"})
    void knowsAllInterfaces(String text) {
        assertThat(Address.parse(text).isWildcard()).isTrue();
        assertThat(Address.parse(text).isLoopback()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9:1", "localhost", "LocalHost", "[0::1]:1",
        "::ffff:127.0.0.1"})
    void knowsThisHost(String text) {
        assertThat(Address.parse(text).isLoopback()).isTrue();
        assertThat(Address.parse(text).isWildcard()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "127.evil.example", "localhost.evil.example", "::2"})
    void takesNoOtherHostForThisOne(String text) {
        assertThat(Address.parse(text).isLoopback()).isFalse();
        assertThat(Address.parse(text).isWildcard()).isFalse();
    }

    @Test
    void readsEveryIpv6AddressAsJavaItselfDoes() throws Exception {
        Random random = new Random(8046);
        for (int run = 0; run < 2000; run++) {
            // given an address with many zeros in it
            byte[] bytes = new byte[16];
            for (int i = 0; i < 16; i++) bytes[i] = (byte) (random.nextInt(3) * random.nextInt());
            if (random.nextBoolean()) Arrays.fill(bytes, 2, 10, (byte) 0);
            String text = InetAddress.getByAddress(bytes).getHostAddress();

            // when it is brought to the canonical form
            String host = new Address(text, 1).host();

            // then it is the same address, and no longer than before
            assertThat(InetAddress.getByName(host).getAddress()).isEqualTo(bytes);
            assertThat(host).hasSizeLessThanOrEqualTo(text.length());
            assertThat(new Address(host, 1).host()).isEqualTo(host);
        }
    }

    @Test
    void survivesAnyText() {
        Random random = new Random(1);
        String alphabet = "[]:.%0129afgx-_ \u0000é";
        for (int run = 0; run < 100_000; run++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(14); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                Address address = Address.parse(text.toString());
                assertThat(Address.parse(address.toString())).isEqualTo(address);
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).startsWith("bad address \"");
            }
        }
    }
}
