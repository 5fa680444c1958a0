package doozer.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same sources and the same JDK give the same jars, byte by byte. */
@Tag("long")
class ReproducibleTest {
    @TempDir
    private Path here;

    @TempDir
    private Path there;

    @Test
    void jarsBuiltInTwoFoldersAreIdentical() throws IOException, InterruptedException {
        // given two copies of the sources
        copySourcesTo(here);
        copySourcesTo(there);

        // when each is built by itself, one after the other, so at different times
        MakeRun first = MakeRun.in(here, "all");
        MakeRun second = MakeRun.in(there, "all");

        // then their jars are the same
        assertThat(first.status()).as(first.output()).isZero();
        assertThat(second.status()).as(second.output()).isZero();
        for (String jar : List.of("doozer.jar", "doozer-client.jar")) {
            assertThat(Files.size(here.resolve(jar))).isPositive();
            assertThat(Files.mismatch(here.resolve(jar), there.resolve(jar))).as(jar).isEqualTo(-1);
        }
    }

    private static void copySourcesTo(Path folder) throws IOException {
        Path root = Repository.root();
        Files.copy(root.resolve("Makefile"), folder.resolve("Makefile"));
        Files.copy(root.resolve("LICENSE"), folder.resolve("LICENSE"));
        for (String part : List.of("src", "module")) copy(root, part, folder);
    }

    private static void copy(Path root, String part, Path folder) throws IOException {
        try (var files = Files.walk(root.resolve(part))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(root.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }
}
