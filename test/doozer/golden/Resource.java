package doozer.golden;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The files beside the recordings. */
public final class Resource {
    private Resource() {
    }

    /** The lines of a file of {@code test/golden}. */
    public static List<String> lines(String name) {
        try (InputStream in = Resource.class.getResourceAsStream("/golden/" + name)) {
            return List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
