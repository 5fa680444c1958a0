package doozer.build;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.SourceFile.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A wrong import does not compile, and the sources and the Makefile agree on what is wrong. */
class RoomsTest {
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    private final Path root = Repository.root();
    private final Rooms rooms = Rooms.of(Repository.read(root.resolve("Makefile")).text());

    @TempDir
    private Path scratch;

    @Test
    void arrowsLeadOneWayOnly() {
        assertThat(rooms.names()).contains("wire", "tree", "paxos", "node", "server", "main");
        assertThat(rooms.entangled()).isEmpty();
    }

    @Test
    void circleOfArrowsIsSeen() {
        // given a and b import each other, c imports b, and d is by itself
        Rooms circle = Rooms.of("arrows.a = b\narrows.b = a\narrows.c = b\narrows.d =\n");

        // then a and b are a circle, and c leads into it
        assertThat(circle.entangled()).containsExactly("a", "b", "c");
    }

    @Test
    void pureRoomsImportNobodyAtTheBottom() {
        assertThat(rooms.allowed("wire")).isEmpty();
        assertThat(rooms.allowed("tree")).isEmpty();
        assertThat(rooms.allowed("paxos")).isEmpty();
        assertThat(rooms.allowed("node")).containsExactly("paxos", "tree", "wire");
        assertThat(rooms.allowed("web")).containsExactly("node", "tree");
    }

    @Test
    void makeGivesEachRoomOnlyWhatItsArrowsSay() {
        for (String room : rooms.names()) {
            Set<String> expected = new TreeSet<>(rooms.allowed(room));
            expected.add(room);
            assertThat(new TreeSet<>(classPath(room))).as(room).isEqualTo(
                expected.stream().map(r -> "build/classes/" + r).collect(Collectors.toSet()));
        }
    }

    @Test
    void importOfARoomThatIsNotAllowedDoesNotCompile() throws IOException {
        // given every room has a class in it
        for (String room : rooms.names()) assertThat(compile(room, anything(room))).isEmpty();

        for (String room : rooms.names()) {
            // when it imports each of the rooms that it must not
            List<String> failed = compile(room, importers(room, rooms.forbidden(room)));

            // then each import is an error
            assertThat(failed).as(room).containsExactlyInAnyOrderElementsOf(
                rooms.forbidden(room).stream().map(other -> "Imports_" + other).toList());
        }
    }

    @Test
    void importOfARoomThatIsAllowedCompiles() throws IOException {
        for (String room : rooms.names()) assertThat(compile(room, anything(room))).isEmpty();

        for (String room : rooms.names()) {
            assertThat(compile(room, importers(room, rooms.allowed(room)))).as(room).isEmpty();
        }
    }

    @Test
    void makeStopsAtAWrongImport() throws IOException, InterruptedException {
        // given a checkout with a class in tree that needs one in wire
        Files.copy(root.resolve("Makefile"), scratch.resolve("Makefile"));
        write(anything("wire").get(0));
        write(importers("tree", Set.of("wire")).get(0));

        // when make builds the two, wire first
        MakeRun wire = MakeRun.in(scratch, "build/rooms/wire.stamp");
        MakeRun tree = MakeRun.in(scratch, "build/rooms/tree.stamp");

        // then wire is fine, and tree fails for lack of it
        assertThat(wire.status()).as(wire.output()).isZero();
        assertThat(tree.status()).isNotZero();
        assertThat(tree.output()).contains("Imports_wire.java:3", "doozer.wire");
    }

    @Test
    void sourcesKeepToTheirRooms() {
        assertThat(SourceFile.check(Repository.java("src"), rooms::check)).isEmpty();
    }

    @Test
    void sourceThatLeavesItsRoomIsSeen() {
        assertThat(whatIsWrongIn("src/doozer/net/A.java",
            "package doozer.net;\nimport doozer.wire.B; // not doozer.tree.C\n")).isEmpty();
        assertThat(whatIsWrongIn("src/doozer/net/A.java",
            "package doozer.net;\nimport doozer.tree.B;\n"))
            .containsExactly("src/doozer/net/A.java:2: net may not use doozer.tree");
        assertThat(whatIsWrongIn("src/doozer/net/in/A.java", "package doozer.net;\n"))
            .containsExactly("src/doozer/net/in/A.java:1: is not in package doozer.net.in");
        assertThat(whatIsWrongIn("src/doozer/attic/A.java", "package doozer.attic;\n"))
            .containsExactly("src/doozer/attic/A.java:1: is in no room");
    }

    private List<String> whatIsWrongIn(String name, String text) {
        return rooms.check(new SourceFile(name, text)).stream().map(Finding::toString).toList();
    }

    private static List<SourceFile> anything(String room) {
        String text = "package doozer." + room + ";\n\npublic class Anything {\n}\n";
        return List.of(new SourceFile("src/doozer/" + room + "/Anything.java", text));
    }

    private static List<SourceFile> importers(String room, Set<String> others) {
        List<SourceFile> files = new ArrayList<>();
        for (String other : others) {
            files.add(new SourceFile("src/doozer/" + room + "/Imports_" + other + ".java",
                "package doozer." + room + ";\n\nimport doozer." + other + ".Anything;\n\n"
                    + "class Imports_" + other + " {\n    Anything anything;\n}\n"));
        }
        return files;
    }

    private void write(SourceFile file) throws IOException {
        Path at = scratch.resolve(file.name());
        Files.createDirectories(at.getParent());
        Files.writeString(at, file.text());
    }

    /** Compiles as make does, but in the scratch folder; the names of the classes with errors. */
    private List<String> compile(String room, List<SourceFile> files) throws IOException {
        if (files.isEmpty()) return List.of();
        Set<String> failed = new TreeSet<>();
        List<String> path = new ArrayList<>();
        for (String folder : classPath(room)) path.add(scratch.resolve(folder).toString());
        Path out = Files.createDirectories(scratch.resolve("build/classes/" + room));
        List<JavaFileObject> units = new ArrayList<>();
        for (SourceFile file : files) units.add(new TreeRules.InMemory(file));
        COMPILER.getTask(null, null,
            error -> failed.add(error.getSource().getName().replaceAll(".*/|\\.java$", "")),
            List.of("-proc:none", "-d", out.toString(), "-cp", String.join(":", path)), null, units)
            .call();
        return List.copyOf(failed);
    }

    /** The class path that make really gave to javac for a room. */
    private List<String> classPath(String room) {
        SourceFile options = Repository.read(root.resolve("build/rooms/" + room + ".javac"));
        String line = options.lines().stream().filter(l -> l.startsWith("-cp ")).findFirst().get();
        return List.of(line.substring("-cp ".length()).split(":"));
    }
}
