package doozer.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of this checkout that mutants are about. Any thread. */
final class Checkout {
    private static final String SUFFIX = ".mutant";

    private Checkout() {
    }

    /** The folder of the Makefile: make says where it is, an IDE starts somewhere below it. */
    static Path root() {
        String given = System.getProperty("doozer.root");
        Path at = Path.of(given != null ? given : "").toAbsolutePath();
        while (!Files.exists(at.resolve("Makefile"))) at = at.getParent();
        return at;
    }

    static Path fileOf(String mutant) {
        return root().resolve("test/mutants/" + mutant + SUFFIX);
    }

    /** The names of all mutants, in order. */
    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(root().resolve("test/mutants"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX) && !name.startsWith("."))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted().toList();
        }
    }

    static Mutant read(String mutant) throws IOException {
        return MutantParser.parse(mutant, Files.readString(fileOf(mutant)));
    }

    static List<Mutant> readAll() throws IOException {
        ArrayList<Mutant> all = new ArrayList<>();
        for (String name : names()) all.add(read(name));
        return all;
    }

    /** The Java files of a room, from the root of the checkout and with slashes. */
    static List<String> sourcesOf(String room) throws IOException {
        try (Stream<Path> files = Files.walk(root().resolve("src/doozer/" + room))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root().relativize(file).toString().replace('\\', '/'))
                    .filter(name -> name.endsWith(".java") && !name.contains("/."))
                    .sorted().toList();
        }
    }

    static String source(String file) throws IOException {
        return Files.readString(root().resolve(file));
    }
}
