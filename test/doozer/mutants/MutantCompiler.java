package doozer.mutants;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles the rooms that a mutant changes, each as a whole, into a folder. Any thread. */
final class MutantCompiler {
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    private MutantCompiler() {
    }

    /** The folder of the classes, to stand in front of all others. */
    static Path compile(Mutant mutant, Path folder) throws IOException {
        delete(folder);
        Files.createDirectories(folder);
        TreeSet<String> rooms = new TreeSet<>();
        for (Edit edit : mutant.edits()) rooms.add(edit.room());
        for (String room : rooms) compile(mutant, room, folder);
        return folder;
    }

    /** What is in a file when the mutant has changed it. */
    static String changed(Mutant mutant, String file) throws IOException {
        String text = Checkout.source(file);
        for (Edit edit : mutant.edits()) {
            if (edit.file().equals(file)) text = edit.apply(text);
        }
        return text;
    }

    private static void compile(Mutant mutant, String room, Path folder) throws IOException {
        List<Text> units = new ArrayList<>();
        for (String file : Checkout.sourcesOf(room)) {
            units.add(new Text(file, changed(mutant, file)));
        }
        // What is already compiled of this mutant comes first.
        compile(units, folder, folder + ":" + System.getProperty("java.class.path"));
    }

    static void compile(List<Text> units, Path folder, String classPath) {
        StringWriter errors = new StringWriter();
        List<String> options = List.of("--release", "17", "-proc:none", "-nowarn", "-g",
                "-cp", classPath, "-d", folder.toString());
        boolean isGood = COMPILER.getTask(errors, null, null, options, null, units).call();
        if (!isGood) throw new IllegalArgumentException("does not compile:\n" + errors);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(each);
        }
    }

    /** A source that the compiler reads from a string. */
    static final class Text extends SimpleJavaFileObject {
        private final String text;

        Text(String name, String text) {
            super(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
