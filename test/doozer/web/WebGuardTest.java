package doozer.web;

import static doozer.web.SiteFixture.HOST;
import static doozer.web.SiteFixture.bytes;
import static doozer.web.SiteFixture.status;
import static org.assertj.core.api.Assertions.assertThat;

import doozer.node.Secrets;
import doozer.web.SiteFixture.Peer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is answered: requests that were meant for this server, from its own page, with a secret. */
class WebGuardTest {
    private static final String[] OF_THE_CLUSTER = {
        "/tree.json?path=/", "/tree.json?glob=/**", "/file.json?path=/a", "/info.json",
        "/members.json", "/watches.json", "/conns.json", "/events?glob=/**"
    };
    private static final String[] OPEN = {
        "/", "/page.js", "/page.css", "/icon.svg", "/livez", "/readyz"
    };

    private final SiteFixture open = new SiteFixture();
    private final SiteFixture closed = new SiteFixture(new Secrets("s\u00e9same", "read"));

    private static String ask(SiteFixture web, String text) {
        Peer peer = web.open();
        web.send(peer, text);
        return peer.take();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 200", "127.0.0.1:8080, 200", "10.1.2.3:1, 200", "[::1]:8080, 200",
        "[::1], 200", "localhost, 200", "LocalHost:8080, 200", "box, 200", "BOX:80, 200",
        "doozer.example.com:8080, 200", "255.255.255.255, 200",
        "evil.example, 421", "evil.example:8080, 421", "localhost.evil.example, 421",
        "127.0.0.1.evil.example, 421", "127.0.0.1., 421", "256.0.0.1, 421", "1.2.3, 421",
        "1.2.3.4.5, 421", "127.1, 421", "0x7f.0.0.1, 421", "[::1, 421", "[], 421",
        "::1, 421", "localhost:x, 421", "localhost:123456, 421", "a@localhost, 421", "'', 421",
        "example.com, 421", "xbox, 421",
    })
    void onlyNamesThatNobodyElseCanHaveLeadHere(String host, int status) {
        String answer = ask(open, "GET /tree.json?path=/ HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        assertThat(status(answer)).as(answer).isEqualTo(status);
        if (status == 421) assertThat(answer).contains("-web or -advertise");
        // The same name where the first line has it, before the header.
        if (host.isEmpty()) return;
        answer = ask(open, "GET http://" + host + "/metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        assertThat(status(answer)).as(answer).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8080, http://127.0.0.1:8080, 200",
        "localhost:8080, http://localhost:8080, 200",
        "LOCALHOST:8080, http://localhost:8080, 200",
        "localhost, http://localhost, 200", "localhost:80, http://localhost, 200",
        "127.0.0.1:8080, http://127.0.0.1:8081, 403",
        "127.0.0.1:8080, http://localhost:8080, 403",
        "127.0.0.1:8080, https://127.0.0.1:8080, 200",
        "localhost, https://localhost, 200", "localhost:443, https://localhost, 200",
        "127.0.0.1:8080, https://127.0.0.1:8081, 403", "127.0.0.1, ftp://127.0.0.1, 403",
        "127.0.0.1:8080, http://evil.example, 403", "127.0.0.1:8080, null, 403",
        "127.0.0.1:8080, '', 403",
    })
    void onlyOurOwnPageAsks(String host, String origin, int status) {
        for (String path : new String[] {"/tree.json?path=/", "/", "/events?glob=/**"}) {
            String answer = ask(open, "GET " + path + " HTTP/1.1\r\nHost: " + host
                    + "\r\nOrigin: " + origin + "\r\n\r\n");
            assertThat(status(answer)).as(path + " " + answer).isEqualTo(status);
        }
    }

    @Test
    void probesAreAnsweredUnderAnyName() {
        for (String path : new String[] {"/livez", "/readyz", "/readyz?verbose"}) {
            String answer = ask(open, "GET " + path + " HTTP/1.1\r\nHost: any.example\r\n\r\n");
            assertThat(status(answer)).as(answer).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site"})
    void otherSitesLeadToThePageOnly(String site) {
        String header = "Sec-Fetch-Site: " + site;
        assertThat(status(open.get("/", header))).isEqualTo(200);
        for (String path : new String[] {"/page.js", "/tree.json?path=/", "/livez", "/none"}) {
            assertThat(status(open.get(path, header))).isEqualTo(403);
            assertThat(status(open.get(path, "Sec-Fetch-Site: same-origin"))).isNotEqualTo(403);
            assertThat(status(open.get(path, "Sec-Fetch-Site: none"))).isNotEqualTo(403);
        }
    }

    @Test
    void withoutSecretsEverybodyIsAnswered() {
        for (String target : OF_THE_CLUSTER) {
            assertThat(status(open.get(target))).as(target).isEqualTo(200);
            assertThat(status(open.get(target, "Authorization: Bearer x"))).isEqualTo(200);
        }
        assertThat(login(open, "anything", true)).startsWith("HTTP/1.1 204 ");
        assertThat(login(open, "anything", false)).startsWith("HTTP/1.1 204 ");
    }

    @Test
    void withSecretsOnlyWhoKnowsOneIsAnswered() {
        for (String target : OF_THE_CLUSTER) {
            String none = closed.get(target);
            assertThat(none).as(target).startsWith("HTTP/1.1 401 ")
                    .contains("\r\nWWW-Authenticate: Bearer realm=\"doozer\"\r\n")
                    .contains("{\"error\":");
            for (String right : new String[] {"Bearer read", "bearer  read ",
                "Bearer s\u00c3\u00a9same", basic("me:read"), basic(":s\u00e9same")}) {
                String answer = closed.get(target, "Authorization: " + right);
                assertThat(status(answer)).as(right).isEqualTo(200);
            }
            for (String wrong : new String[] {"Bearer", "Bearer ", "Bearer rea", "Bearer readx",
                "Bearer READ", "Digest read", "read", basic("read:"), "Basic !!!"}) {
                closed.pass(1_000);
                String answer = closed.get(target, "Authorization: " + wrong);
                assertThat(status(answer)).as(wrong).isEqualTo(401);
                assertThat(answer).doesNotContain("Basic");
            }
        }
        for (String target : OPEN) assertThat(status(closed.get(target))).isEqualTo(200);
        assertThat(status(closed.get("/none"))).isEqualTo(404);
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder()
                .encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String login(SiteFixture web, String secret, boolean isLoopback) {
        Peer peer = web.open(isLoopback);
        byte[] body = secret.getBytes(StandardCharsets.UTF_8);
        web.deliver(peer, bytes("POST /login HTTP/1.1\r\n" + HOST + "Content-Length: "
                + body.length + "\r\n\r\n"));
        web.deliver(peer, body);
        web.settle();
        return peer.take();
    }

    @Test
    void loginSaysWhetherASecretIsRight() {
        assertThat(login(closed, "read", true)).startsWith("HTTP/1.1 204 ");
        assertThat(login(closed, "s\u00e9same", true)).startsWith("HTTP/1.1 204 ");
        assertThat(login(closed, "other", true)).startsWith("HTTP/1.1 403 ")
                .endsWith("{\"error\":\"that is no secret of the cluster\"}");
        assertThat(login(closed, "", true)).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void guessingIsSlow() {
        // given as many wrong ones as a second allows, in both ways to tell one
        for (int i = 0; i < Guard.MAX_WRONG; i++) {
            String answer = i % 2 == 0 ? login(closed, "wrong" + i, true)
                    : closed.get("/info.json", "Authorization: Bearer wrong" + i);
            assertThat(status(answer)).isIn(401, 403);
        }

        // when another comes, then it is not even looked at, right or wrong
        assertThat(status(login(closed, "wrong", true))).isEqualTo(429);
        assertThat(status(login(closed, "read", true))).isEqualTo(429);
        assertThat(status(closed.get("/info.json", "Authorization: Bearer read"))).isEqualTo(429);

        // and a second later it is
        closed.pass(999);
        assertThat(status(login(closed, "read", true))).isEqualTo(429);
        closed.pass(1);
        assertThat(status(login(closed, "read", true))).isEqualTo(204);
    }

    @Test
    void noSecretIsTakenFromAnotherMachineInTheClear() {
        assertThat(login(closed, "read", false)).startsWith("HTTP/1.1 403 ").contains("TLS");
        for (String target : new String[] {"/tree.json?path=/", "/", "/livez"}) {
            Peer peer = closed.open(false);
            closed.send(peer, "GET " + target + " HTTP/1.1\r\n" + HOST
                    + "Authorization: Bearer read\r\n\r\n");
            assertThat(peer.take()).startsWith("HTTP/1.1 403 ").contains("TLS");
        }
        Peer peer = closed.open(false);
        closed.send(peer, "GET / HTTP/1.1\r\n" + HOST + "\r\n");
        assertThat(peer.take()).startsWith("HTTP/1.1 200 ");
    }
}
