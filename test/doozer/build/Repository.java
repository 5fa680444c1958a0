package doozer.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The files of this checkout. Any thread. */
final class Repository {
    /** Folders at the top that git does not keep either. */
    private static final Set<String> NOT_OURS =
        Set.of(".git", "build", "target", ".idea", ".vscode", ".settings");
    private static final int LARGEST_TEXT_BYTES = 4 << 20;

    private Repository() {
    }

    /** The folder of the Makefile: make says where it is, an IDE starts somewhere below it. */
    static Path root() {
        String given = System.getProperty("doozer.root");
        Path at = Path.of(given != null ? given : "").toAbsolutePath();
        while (!Files.exists(at.resolve("Makefile"))) at = at.getParent();
        return at;
    }

    /** The Java files below some top-level folders, in a fixed order. */
    static List<SourceFile> java(String... folders) {
        List<SourceFile> found = new ArrayList<>();
        for (String folder : folders) {
            for (Path file : filesBelow(root().resolve(folder))) {
                String name = file.getFileName().toString();
                if (name.endsWith(".java") && !name.startsWith(".")) found.add(read(file));
            }
        }
        return found;
    }

    /** Every file that reads as text. */
    static List<SourceFile> texts() {
        List<SourceFile> found = new ArrayList<>();
        for (Path file : filesBelow(root())) {
            if (file.toFile().length() > LARGEST_TEXT_BYTES) continue;
            SourceFile source = read(file);
            if (source.text().indexOf('\0') < 0) found.add(source);
        }
        return found;
    }

    static SourceFile read(Path file) {
        try {
            String name = root().relativize(file).toString().replace('\\', '/');
            // Not Files.readString, which refuses what is not UTF-8.
            byte[] bytes = Files.readAllBytes(file);
            return new SourceFile(name, new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> filesBelow(Path folder) {
        List<Path> found = new ArrayList<>();
        if (!Files.isDirectory(folder)) return found;
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) {
                    boolean top = root().equals(at.getParent());
                    return top && NOT_OURS.contains(at.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile()) found.add(file);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.sort(null);
        return found;
    }
}
