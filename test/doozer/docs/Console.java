package doozer.docs;

import doozer.server.ServerProcess;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The blocks of a page that are marked as {@code console}: what is typed, and what is printed. */
final class Console {
    /** As in the pages that say so. */
    private static final String DOOZER =
        "doozer() { java -jar doozer-client.jar \"$@\"; }; exec 2>&1; ";
    private static final String ANYTHING = "...\n";

    private Console() {
    }

    /** A command behind a dollar sign, and the lines below it, the last of which may be "...". */
    record Step(String command, String output) {
        /** Whether this is what is shown. */
        boolean isShown(String printed) {
            if (!output.endsWith(ANYTHING)) return printed.equals(output);
            return printed.startsWith(output.substring(0, output.length() - ANYTHING.length()));
        }

        /** What it prints in a shell in the folder of the jars, against that server. */
        String run(Path folder, ServerProcess server, Path files)
                throws IOException, InterruptedException {
            ProcessBuilder builder = new ProcessBuilder("sh", "-c", DOOZER + command);
            builder.directory(folder.toFile());
            builder.environment().put("DIR", files.toString());
            builder.environment().put("DOOZER_URI", "doozer:?ca=" + server.address());
            builder.environment().merge("PATH", new File(ServerProcess.java()).getParent(),
                (old, java) -> java + File.pathSeparator + old);
            Process process = builder.start();
            try (InputStream out = process.getInputStream()) {
                process.getOutputStream().close();
                if (!command.contains(" watch ")) {
                    return new String(out.readAllBytes(), StandardCharsets.UTF_8);
                }
                // A watch goes on for ever: what it has printed so far is all there is to see.
                byte[] shown = output.getBytes(StandardCharsets.UTF_8);
                return new String(out.readNBytes(shown.length), StandardCharsets.UTF_8);
            } finally {
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroy();
                process.waitFor(30, TimeUnit.SECONDS);
            }
        }
    }

    /** The steps of all those blocks of a page, in order. */
    static List<Step> steps(Path page) throws IOException {
        List<Step> steps = new ArrayList<>();
        String[] parts = Files.readString(page).split("```");
        for (int i = 1; i < parts.length; i += 2) {
            if (!parts[i].startsWith("console\n")) continue;
            for (String step : parts[i].substring("console\n".length()).split("(?m)^\\$ ")) {
                int end = step.indexOf('\n');
                if (end < 0) continue;
                steps.add(new Step(step.substring(0, end), step.substring(end + 1)));
            }
        }
        return steps;
    }

    /** Those of the steps that print something else than is shown, and what; they may use files. */
    static List<String> wrongSteps(List<Step> steps, Path folder, ServerProcess server, Path files)
            throws IOException, InterruptedException {
        List<String> wrong = new ArrayList<>();
        for (Step step : steps) {
            String printed = step.run(folder, server, files);
            if (!step.isShown(printed)) {
                wrong.add("$ " + step.command() + "\n" + printed + "where the page has\n"
                    + step.output());
            }
        }
        return wrong;
    }
}
