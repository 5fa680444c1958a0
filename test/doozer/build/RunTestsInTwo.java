package doozer.build;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs all tests as {@link RunTests} does, in two processes side by side: {@code RunTestsInTwo
 * <folder>}. One has the packages that only compute, and the commands, which are as many as fit;
 * the other those that wait for sockets and processes most of the time. Two processes and not two
 * threads, as tests look at what belongs to a process: its threads, its memory, its streams. The
 * last line counts both.
 */
public final class RunTestsInTwo {
    private static final String COMPUTING =
        "doozer\\.(build|cli|history|mutants|node|paxos|sim|tree|web|wire)\\..*";
    private static final String OTHERS = "(?!" + COMPUTING + ").*";
    private static final Pattern SUMMARY =
        Pattern.compile("(\\d+) passed, (\\d+) failed(?:, (\\d+) skipped)?");
    private static final Pattern END_OF_CLASS = Pattern.compile("\\S+: \\d+ ms");

    private RunTestsInTwo() {
    }

    public static void main(String... args) throws Exception {
        Half computing = new Half(COMPUTING, args[0], System.out);
        Half others = new Half(OTHERS, args[0], System.out);
        computing.start();
        others.start();
        computing.join();
        others.join();
        int failed = computing.failed + others.failed;
        int skipped = computing.skipped + others.skipped;
        System.out.println(computing.passed + others.passed + " passed, " + failed + " failed"
            + (skipped > 0 ? ", " + skipped + " skipped" : ""));
        System.exit(failed == 0 && computing.isGood && others.isGood ? 0 : 1);
    }

    /** One of the two; its counts are there when its thread has ended. */
    private static final class Half extends Thread {
        private final Process process;
        private final PrintStream out;
        private final List<String> block = new ArrayList<>();
        private int passed;
        private int failed;
        private int skipped;
        private boolean hasCounts;
        private boolean isGood;

        Half(String packages, String folder, PrintStream out) throws IOException {
            this.out = out;
            List<String> command = new ArrayList<>();
            command.add(ProcessHandle.current().info().command().orElseThrow());
            // Its own options, and with them what the tests are told.
            command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
            command.add("-D" + RunTests.PACKAGES + "=" + packages);
            command.addAll(List.of("-cp", System.getProperty("java.class.path"),
                RunTests.class.getName(), folder));
            process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        }

        @Override
        public void run() {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    take(line);
                }
                int status = process.waitFor();
                isGood = status == 0 && hasCounts;
                if (!hasCounts) {
                    block.add("one half of the tests has not told its counts, and ended with "
                        + status);
                }
            } catch (IOException | InterruptedException e) {
                block.add("one half of the tests is lost: " + e);
            }
            print();
        }

        /** What a class has to say stays together. */
        private void take(String line) {
            Matcher summary = SUMMARY.matcher(line);
            if (summary.matches()) {
                hasCounts = true;
                passed = Integer.parseInt(summary.group(1));
                failed = Integer.parseInt(summary.group(2));
                skipped = summary.group(3) == null ? 0 : Integer.parseInt(summary.group(3));
                return;
            }
            block.add(line);
            if (END_OF_CLASS.matcher(line).matches()) print();
        }

        private void print() {
            synchronized (out) {
                for (String line : block) out.println(line);
                out.flush();
            }
            block.clear();
        }
    }
}
