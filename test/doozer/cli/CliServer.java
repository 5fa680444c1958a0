package doozer.cli;

import doozer.client.DoozerClient;
import doozer.server.Doozer;
import doozer.server.Log;
import doozer.server.Options;
import doozer.wire.DoozerUri;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A server, and commands that are run against it. One thread's. */
final class CliServer implements AutoCloseable {
    private final Doozer server;

    private CliServer(Doozer server) {
        this.server = server;
    }

    /** What a command printed, and what it ended with. */
    record Result(int status, String out, String err) {
        static Result printed(String out) {
            return new Result(Exit.OK, out, "");
        }

        static Result failed(String err) {
            return new Result(Exit.FAILED, "", err);
        }
    }

    static CliServer start(Map<String, String> env, String... options) throws Exception {
        String[] all = new String[options.length + 2];
        all[0] = "-l";
        all[1] = "127.0.0.1:0";
        System.arraycopy(options, 0, all, 2, options.length);
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return new CliServer(Doozer.start(Options.parse(all, env),
            new Log(nowhere, System::currentTimeMillis)));
    }

    String uri() {
        return "doozer:?ca=" + server.address();
    }

    String address() {
        return server.address().toString();
    }

    String id() {
        return server.id();
    }

    DoozerClient connect() {
        return DoozerClient.connect(DoozerUri.parse(uri()));
    }

    /** Runs a command with that standard input. */
    Result run(String stdin, String... args) {
        return run(Map.of(), stdin, args);
    }

    /** Runs a command with more variables, one of which may name another server. */
    Result run(Map<String, String> env, String stdin, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        InputStream in = new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8));
        Map<String, String> all = new HashMap<>(Map.of("DOOZER_URI", uri()));
        all.putAll(env);
        int status = Main.run(args, all, new Streams(in, out, new PrintStream(err)));
        return new Result(status, out.toString(StandardCharsets.UTF_8),
            err.toString(StandardCharsets.UTF_8));
    }

    /** Starts one that will not end by itself. */
    RunningCommand start(String... args) {
        return RunningCommand.start(Main::run, args, Map.of("DOOZER_URI", uri()), "");
    }

    @Override
    public void close() {
        server.close();
    }
}
