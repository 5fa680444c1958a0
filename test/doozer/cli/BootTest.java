package doozer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.cli.CliServer.Result;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cluster that is found by its name in another. */
class BootTest {
    private static final String[] REV = {"rev"};

    private CliServer boot;
    private CliServer other;

    @BeforeEach
    void startTwo() throws Exception {
        boot = CliServer.start(Map.of("DOOZER_RWSECRET", "bootsecret",
            "DOOZER_ROSECRET", "reader"));
        other = CliServer.start(Map.of("DOOZER_RWSECRET", "othersecret", "DOOZER_ROSECRET", "ro"));
    }

    @AfterEach
    void stopBoth() {
        boot.close();
        other.close();
    }

    private Result run(String uri, String bootUri, String... args) {
        return boot.run(Map.of("DOOZER_URI", uri, "DOOZER_BOOT_URI", bootUri), "", args);
    }

    private void register(String name, String id, String address) {
        Result result = boot.run(address, "-a", boot.uri() + "&sk=bootsecret", "set",
            "/ctl/ns/" + name + "/" + id, "-1");
        assertThat(result.status()).as(result.err()).isZero();
    }

    @Test
    void theAddressesAreLookedUpAndEachServerGetsItsOwnSecret() {
        // given the other cluster is known there by name, with a dead and a mistaken address
        register("far", "A", "127.0.0.1:1");
        register("far", "B", "no address at all");
        register("far", "C", other.address());
        String bootUri = boot.uri() + "&sk=reader";

        // when it is asked for by that name
        Result byVariable = run("doozer:?cn=far&sk=othersecret", bootUri, REV);
        Result byFlag = run("doozer:?ca=127.0.0.1:1", "nonsense", "-b", bootUri, "-a",
            "doozer:?cn=far&sk=othersecret", "self");
        Result withoutSecret = run("doozer:?cn=far", bootUri, "get", "/ctl/name");

        // then it is that cluster that answers
        assertThat(byVariable).isEqualTo(Result.printed("7\n"));
        assertThat(byFlag).isEqualTo(Result.printed(other.id() + "\n"));
        assertThat(withoutSecret).isEqualTo(Result.failed("Error: OTHER: permission denied\n"));
    }

    @Test
    void whoHasAnAddressNeedsNoBoot() {
        assertThat(run(other.uri() + "&cn=far", "nonsense", REV)).isEqualTo(Result.printed("7\n"));
    }

    @Test
    void aNameThatNobodyKnowsIsSaidClearlyAndWithoutSecrets() {
        Result result = run("doozer:?cn=nope&sk=mine", boot.uri() + "&sk=reader", REV);

        assertThat(result).isEqualTo(Result.failed("Error: no cluster is called nope at "
            + boot.uri() + "&sk=***: it has no address below /ctl/ns/nope\n"));
    }

    @Test
    void aNameNeedsSomebodyToAsk() {
        assertThat(run("doozer:?cn=far", "", REV).err()).startsWith("Error: invalid uri: ")
            .contains("DOOZER_BOOT_URI");
        assertThat(run("doozer:?cn=far", "doozer:?cn=far", REV).err())
            .startsWith("Error: invalid uri: ").contains("needs an address");
        assertThat(run("doozer:?cn=far", "nonsense", REV).err())
            .startsWith("Error: invalid uri: ");
        assertThat(run("doozer:?cn=far", "doozer:?ca=127.0.0.1:1", REV).err())
            .startsWith("Error: cannot connect to 127.0.0.1:1");
    }
}
