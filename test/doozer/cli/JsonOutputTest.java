package doozer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.cli.CliServer.Result;
import doozer.golden.JsonObject;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each command prints with {@code -o json}. */
class JsonOutputTest {
    private CliServer server;

    @BeforeEach
    void startAServer() throws Exception {
        server = CliServer.start(Map.of());
    }

    @AfterEach
    void stopTheServer() {
        server.close();
    }

    private String run(String stdin, String... args) {
        String[] all = new String[args.length + 2];
        System.arraycopy(args, 0, all, 0, args.length);
        all[args.length] = "-o";
        all[args.length + 1] = "json";
        Result result = server.run(stdin, all);
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        result.out().lines().forEach(JsonObject::parse);
        return result.out();
    }

    @Test
    void writesTellPathAndRevision() {
        assertThat(run("x", "add", "/a")).isEqualTo("{\"path\":\"/a\",\"rev\":8}\n");
        assertThat(run("x", "set", "/a", "8")).isEqualTo("{\"path\":\"/a\",\"rev\":9}\n");
        assertThat(run("", "touch", "/a") + run("", "nop") + run("", "del", "/a", "-1")).isEmpty();
        assertThat(run("", "rev")).isEqualTo("{\"rev\":12}\n");
        assertThat(run("", "self")).isEqualTo("{\"id\":\"" + server.id() + "\"}\n");
    }

    @Test
    void readsTellTheBodyAsTextOrInBase64() {
        run("say \"hi\"\n", "add", "/d/a");
        run("\u0000", "add", "/d/b");
        String a = "{\"path\":\"/d/a\",\"rev\":8,\"len\":9,\"body\":\"say \\\"hi\\\"\\n\"}\n";
        String b = "{\"path\":\"/d/b\",\"rev\":9,\"len\":1,\"base64\":\"AA==\"}\n";

        assertThat(run("", "get", "/d/a")).isEqualTo(a).isEqualTo(run("", "cat", "/d/a"));
        assertThat(run("", "get", "/d/b")).isEqualTo(b);
        assertThat(run("", "walk", "/d/*")).isEqualTo(a + b);
    }

    @Test
    void listsTellFilesFromDirectories() {
        run("abc", "add", "/d/a");
        run("", "add", "/d/b/c");
        String d = "{\"path\":\"/d\",\"type\":\"dir\",\"entries\":2}\n";
        String a = "\"type\":\"file\",\"rev\":8,\"len\":3}\n";
        String b = "\"type\":\"dir\",\"entries\":1}\n";

        assertThat(run("", "stat", "/d")).isEqualTo(d);
        assertThat(run("", "stat", "/d/a")).isEqualTo("{\"path\":\"/d/a\"," + a);
        assertThat(run("", "ls", "/d")).isEqualTo("{\"path\":\"/d/a\",\"name\":\"a\"," + a
            + "{\"path\":\"/d/b\",\"name\":\"b\"," + b);
        assertThat(run("", "find", "/d")).isEqualTo(d + "{\"path\":\"/d/a\"," + a
            + "{\"path\":\"/d/b\"," + b
            + "{\"path\":\"/d/b/c\",\"type\":\"file\",\"rev\":9,\"len\":0}\n");
    }

    @Test
    void eventsTellWhatHasHappened() {
        run("x", "add", "/a");
        run("", "del", "/a", "-1");
        run("", "nop");

        assertThat(run("", "wait", "-r", "8", "/**")).isEqualTo(
            "{\"path\":\"/a\",\"rev\":8,\"event\":\"set\",\"len\":1,\"body\":\"x\"}\n");
        assertThat(run("", "wait", "-r", "9", "/**"))
            .isEqualTo("{\"path\":\"/a\",\"rev\":9,\"event\":\"del\"}\n");
        assertThat(run("", "wait", "-r", "10", "/**"))
            .isEqualTo("{\"path\":\"/\",\"rev\":10,\"event\":\"nop\"}\n");
    }

    @Test
    void watchPrintsALineForEach() throws Exception {
        RunningCommand watch = server.start("-o", "json", "watch", "-r", "1", "/ctl/n*");

        assertThat(watch.repeatUntilOutput(out -> out.endsWith("\n"), () -> { })).isTrue();
        assertThat(watch.stdout()).isEqualTo("{\"path\":\"/ctl/name\",\"rev\":1,\"event\":\"set\","
            + "\"len\":5,\"body\":\"local\"}\n");
    }

    @Test
    void infoIsOneObjectOfSections() {
        Map<String, Object> info = JsonObject.parse(run("", "info"));

        assertThat(info.get("Node")).asString().contains("id=" + server.id());
    }

    @Test
    void infoMayHaveLinesOfAnyKind() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Out out = new Out(bytes);

        new JsonPrinter(out).info("first:1\r\n# A b\r\nk:v:w\nno colon\n:no key\n\n# C\n# D\nz:\n");
        out.flush();

        assertThat(bytes).hasToString(
            "{\"first\":\"1\",\"A b\":{\"k\":\"v:w\"},\"C\":{},\"D\":{\"z\":\"\"}}\n");
    }
}
