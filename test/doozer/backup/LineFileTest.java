package doozer.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lines of the older tool's journal. */
class LineFileTest {
    @TempDir
    private Path folder;

    private Map<String, byte[]> read(String text) throws IOException {
        return LineFile.read(Files.writeString(folder.resolve("lines"), text,
            StandardCharsets.ISO_8859_1));
    }

    @Test
    void lastLineOfAPathCounts() throws Exception {
        Map<String, byte[]> files = read("7|set|/a|one\n5|set|/b|\n8|set|/a|x|y|\u00ff\n"
            + "9|del|/b|\n10|del|/c\n");

        assertThat(files.keySet()).containsExactly("/a", "/b", "/c");
        assertThat(files.get("/a")).isEqualTo("x|y|\u00ff".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(files.get("/b")).isNull();
        assertThat(files.get("/c")).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "x|set|/a|b; does not begin with a revision", "|set|/a|b; begin with a revision",
        "1|put|/a|b; neither set nor del", "1|set|a|b; no valid path", "1|set|/|b; no valid path",
        "1|set|/a b|c; no valid path", "1|set|/a; has no value", "1|del|/a|b; has a value",
        "1; it is not REV", "'' ; it is not REV",
    })
    void wrongLineIsNamed(String line, String what) {
        assertThatThrownBy(() -> read("1|set|/a|b\n" + line + "\n3|set|/a|b\n"))
            .isInstanceOf(BackupException.class).hasMessageContaining("line 2: ")
            .hasMessageContaining(what);
    }

    @Test
    void lineThatWasCutOffIsNamed() {
        assertThatThrownBy(() -> read("1|set|/a|b\n2|set|/a|b")).hasMessageContaining("line 2: the"
            + " file ends within this line");
    }
}
