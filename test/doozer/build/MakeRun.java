package doozer.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What came of running make in a folder, with the JDK of this test. */
record MakeRun(int status, String output) {

    static MakeRun in(Path folder, String goal) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("make", goal)
            .directory(folder.toFile()).redirectErrorStream(true);
        // A make of its own, not a part of the one that runs the tests.
        builder.environment().keySet().removeIf(name -> name.matches("MAKE.*|MFLAGS"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process make = builder.start();
        make.getOutputStream().close();
        String output = new String(make.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new MakeRun(make.waitFor(), output);
    }
}
