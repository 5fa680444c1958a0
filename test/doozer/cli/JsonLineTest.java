package doozer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.golden.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written as JSON is read back as what it was, by a reader that knows nothing of us. */
class JsonLineTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "", "plain", "\"quoted\\\"", "a\nb\r\nc\td", "\u00e4\u20ac\uD83D\uDE00", "/ </script>",
        "\uFFFD", "\u2028",
    })
    void textIsABodyThatCanBeRead(String text) {
        String line = new Json().putBody(text.getBytes(StandardCharsets.UTF_8)).line();

        assertThat(line).endsWith("}\n").containsOnlyOnce("\n");
        assertThat(JsonObject.parse(line)).containsExactly(Map.entry("body", text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c3", "00", "07", "1b5b41", "7f", "c285", "eda080", "61c0af"})
    void otherBytesAreInBase64(String hex) {
        byte[] body = HexFormat.of().parseHex(hex);

        String line = new Json().putBody(body).line();

        assertThat(line).isEqualTo(
            "{\"base64\":\"" + Base64.getEncoder().encodeToString(body) + "\"}\n");
    }

    @Test
    void anyBytesComeBackAsTheyWere() {
        SplittableRandom random = new SplittableRandom(1);
        int texts = 0;
        for (int run = 0; run < 2000; run++) {
            // given bytes, most of them ASCII, so that some bodies are text
            byte[] body = new byte[random.nextInt(6)];
            for (int i = 0; i < body.length; i++) {
                body[i] = (byte) random.nextInt(random.nextInt(4) == 0 ? 256 : 128);
            }
            // when they are written and read
            Map<String, Object> object = JsonObject.parse(new Json().putBody(body).line());
            boolean isText = object.containsKey("body");
            if (isText) texts++;
            byte[] back = isText ? ((String) object.get("body")).getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode((String) object.get("base64"));
            // then they are the same
            assertThat(back).isEqualTo(body);
        }
        assertThat(texts).isBetween(200, 1800);
    }

    @Test
    void anythingMayBeAName() {
        String name = "\u0001\"\\\n";
        Json inner = new Json().put("n", Long.MIN_VALUE);

        Map<String, Object> object =
            JsonObject.parse(new Json().put(name, "x\u0002").put("o", inner).line());

        assertThat(object.get(name)).isEqualTo("x\u0002");
        assertThat(object.get("o")).hasToString("{n=" + Long.MIN_VALUE + "}");
    }
}
