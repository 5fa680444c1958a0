package doozer.docs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One shell, as a person has it in a terminal: what is typed later sees the variables, functions
 * and processes of what was typed before. All of these end with it. Owned by one thread.
 */
final class ShellSession implements AutoCloseable {
    private static final String END = "(that was all)";
    private static final int MOST_SECONDS = 30;

    private final Process shell;
    private final OutputStream in;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    /** Begins one in that folder, in which "java" is the java of this test, with little memory. */
    ShellSession(Path folder, String java) throws IOException {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path script = Files.writeString(bin.resolve("java"), "#!/bin/sh\nexec '" + java
                + "' -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \"$@\"\n");
        if (!script.toFile().setExecutable(true)) throw new IOException("no " + script);
        ProcessBuilder builder = new ProcessBuilder("sh");
        builder.directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(variable -> variable.startsWith("DOOZER_"));
        builder.environment().merge("PATH", bin.toString(), (old, ours) -> ours + ":" + old);
        shell = builder.start();
        in = shell.getOutputStream();
        Thread reader = new Thread(this::readAll, "what the shell prints");
        reader.setDaemon(true);
        reader.start();
    }

    private void readAll() {
        try (BufferedReader out = shell.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("(the shell could not be read any further: " + e + ")");
        }
    }

    /** The lines that a command prints. */
    List<String> run(String command) throws IOException, InterruptedException {
        in.write((command + "\necho; echo '" + END + "'\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
        List<String> printed = new ArrayList<>();
        while (true) {
            String line = lines.poll(MOST_SECONDS, TimeUnit.SECONDS);
            if (line == null) throw new IOException("no end: " + command + "\n" + printed);
            if (line.equals(END)) break;
            printed.add(line);
        }
        // The empty one is ours.
        return printed.subList(0, printed.size() - 1);
    }

    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>(shell.descendants().toList());
        all.add(shell.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(one -> one.onExit().join());
    }
}
