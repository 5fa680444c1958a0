package doozer.client;

import doozer.server.Doozer;
import doozer.server.Log;
import doozer.server.Options;
import doozer.wire.DoozerUri;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server in this process, and clients of it. */
final class RealServer implements AutoCloseable {
    /** For calls that must come back; nothing here takes a hundredth of it. */
    static final Duration LONG = Duration.ofSeconds(20);

    private final Doozer server;

    RealServer(String... options) throws Exception {
        this(Map.of(), options);
    }

    RealServer(Map<String, String> environment, String... options) throws Exception {
        List<String> args = new ArrayList<>(List.of("-l", "127.0.0.1:0"));
        args.addAll(List.of(options));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        server = Doozer.start(Options.parse(args.toArray(String[]::new), environment),
                new Log(nowhere, System::currentTimeMillis));
    }

    String address() {
        return server.address().toString();
    }

    String id() {
        return server.id();
    }

    DoozerUri uri() {
        return DoozerUri.parse("doozer:?ca=" + address());
    }

    DoozerClient connect() {
        return DoozerClient.connect(uri(), LONG);
    }

    /** Another face of a client, with a time-out that is over soon, for its calls alone. */
    static DoozerClient hasty(DoozerClient client) {
        return new DoozerClient(client.channel(), Duration.ofMillis(60).toNanos());
    }

    /** A watch of a glob with a queue of so many; from 0 means from now on. */
    static WatchFeed feed(DoozerClient client, String glob, long from, int maxItems) {
        WatchOptions options = WatchOptions.of(glob);
        return new WatchFeed(client.channel(), from == 0 ? options : options.from(from), maxItems);
    }

    @Override
    public void close() {
        server.close();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The threads of clients of that address that are alive. */
    static List<Thread> clientThreads(String address) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("doozer client ")
                        && thread.getName().endsWith(" " + address))
                .toList();
    }
}
