package doozer.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionTest {
    @Test
    void isOneWord() {
        assertThat(Version.text()).matches("[!-~]+");
    }

    @ParameterizedTest
    @CsvSource(ignoreLeadingAndTrailingWhitespace = false, value = {
        "1.0.0,1.0.0", "' 1.0-rc.1\n',1.0-rc.1", "'1.0\nforged',1.0", "'',unknown",
        "' \n',unknown", "é,unknown"
    })
    void isTheFirstWordOfWhatTheBuildWrote(String written, String version) throws IOException {
        byte[] bytes = written.getBytes(StandardCharsets.UTF_8);

        assertThat(Version.read(new ByteArrayInputStream(bytes))).isEqualTo(version);
    }

    @Test
    void isNeverLong() throws IOException {
        assertThat(Version.read(new ByteArrayInputStream(new byte[] {'1'}))).isEqualTo("1");
        byte[] bytes = "1".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);

        assertThat(Version.read(new ByteArrayInputStream(bytes))).hasSize(64);
    }
}
