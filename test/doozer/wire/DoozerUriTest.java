package doozer.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoozerUriTest {
    @Test
    void readsAddressesNameAndSecret() {
        DoozerUri uri = DoozerUri.parse(
                "doozer:?ca=127.0.0.1:8046&cn=local&ca=%5B::1%5D:7&sk=a%26b+c%2B&ca=box");

        assertThat(uri.addresses()).containsExactly(
                new Address("127.0.0.1", 8046), new Address("::1", 7), new Address("box", 8046));
        assertThat(uri.name()).isEqualTo("local");
        assertThat(uri.secret()).isEqualTo("a&b c+");
    }

    @Test
    void aNameAloneIsEnoughForWhoCanLookItUp() {
        DoozerUri uri = DoozerUri.parse("doozer:?cn=local");

        assertThat(uri.addresses()).isEmpty();
        assertThat(uri.secret()).isEmpty();
    }

    @Test
    void emptyPartsAndAnEmptySecretSayNothing() {
        DoozerUri uri = DoozerUri.parse("doozer:?&ca=a&&sk=&");

        assertThat(uri).hasToString("doozer:?ca=a:8046");
    }

    @ParameterizedTest
    @CsvSource({
        "nonsense, invalid uri",
        "http://x, invalid uri",
        "'', invalid uri",
        "doozer:, invalid uri",
        "DOOZER:?ca=a, invalid uri",
        "127.0.0.1:8046, write doozer:?ca=HOST:PORT",
        "doozer:?, names no address",
        "doozer:?sk=x, names no address",
        "doozer?:ca=127.0.0.1:1, write doozer:?ca=HOST:PORT",
        "doozer:?ca, it is empty",
        "doozer:?ca=, it is empty",
        "doozer:?ca=a:0, port 0",
        "doozer:?ca=a:x, is not a number",
        "doozer:?ca=a&x=y, '\"x\" is no key'",
        "doozer:?ca=a&=y, '\"\" is no key'",
        "doozer:?ca=a&cn=, no cluster name",
        "doozer:?cn=a/b, no cluster name",
        "doozer:?cn=a&cn=a, cn is given twice",
        "doozer:?ca=a&sk=x&sk=x, sk is given twice",
        "doozer:?ca=%zz, 'invalid URL escape \"%zz\"'",
        "doozer:?ca=%1, 'invalid URL escape \"%1\"'",
        "doozer:?ca=a%, 'invalid URL escape \"%\"'",
        "doozer:?%=a, a key: invalid URL escape",
        "doozer:?ca=a&sk=%ff, not UTF-8",
        "doozer:?ca=a&sk=%ED%A0%80, not UTF-8",
    })
    void refusesWhatIsNoUriAndSaysWhy(String text, String reason) {
        assertThatIllegalArgumentException().isThrownBy(() -> DoozerUri.parse(text))
                .withMessageContaining(reason).withMessageStartingWith("invalid uri: ");
    }

    @Test
    void theTextShowsNoSecret() {
        DoozerUri uri = DoozerUri.parse("doozer:?ca=fe80::1%25eth0&cn=x&sk=hush");

        assertThat(uri).hasToString("doozer:?ca=[fe80::1%25eth0]:8046&cn=x&sk=***");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "doozer?:sk=hush", "dozer:?sk=hush", "doozer:sk=hush", "http://u:hush@x", "doozer:?sk=hush",
        "doozer:?ca=a&sk=hush%hu", "doozer:?ca=a&sk=hush%hush", "doozer:?ca=a&sk=hush&sk=hush",
        "doozer:?ca=a&sk=hush&x=1", "doozer:?sk=hush&ca=a:b", "doozer:?ca=a&sk=hush%ff",
        "doozer:?ca=a&secret=hush", "doozer:?ca=a&s%kh=hush", "doozer:?ca=a&%73k=hush%",
        "doozer:?sk=hush&cn=/",
    })
    void noErrorShowsASecret(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DoozerUri.parse(text))
                .satisfies(e -> assertThat(e.getMessage())
                        .doesNotContain("hus").doesNotContain("%hu"));
    }

    @Test
    void aHostileTextCannotForgeALine() {
        for (String text : List.of("x\ny", "doozer:?x%0ay", "doozer:?ca=a%0ab", "doozer:?cn=%0a")) {
            assertThatIllegalArgumentException().isThrownBy(() -> DoozerUri.parse(text))
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
        }
    }

    @Test
    void laterChangesToTheListDoNotReachIt() {
        List<Address> addresses = new ArrayList<>(List.of(new Address("a", 1)));
        DoozerUri uri = new DoozerUri(addresses, "", "");

        addresses.clear();

        assertThat(uri.addresses()).hasSize(1);
    }

    @Test
    void namesOfClustersAreThoseOfPaths() {
        assertThat(DoozerUri.isClusterName("Local_1.test-2")).isTrue();
        assertThat(DoozerUri.isClusterName("x".repeat(255))).isTrue();
        for (String name : List.of("", "a/b", "a b", "é", "a\n", "*", "x".repeat(256))) {
            assertThat(DoozerUri.isClusterName(name)).as(name).isFalse();
        }
    }
}
