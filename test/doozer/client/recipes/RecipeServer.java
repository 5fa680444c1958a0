package doozer.client.recipes;

import doozer.client.DoozerClient;
import doozer.server.Doozer;
import doozer.server.Log;
import doozer.server.Options;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server in this process, and clients of it, which are closed with it. */
final class RecipeServer implements AutoCloseable {
    /** For calls that must come back; nothing here takes a hundredth of it. */
    static final Duration LONG = Duration.ofSeconds(20);
    /** For what must not come; it is waited for only where nothing else can show that. */
    static final Duration SHORT = Duration.ofMillis(50);
    static final Duration TTL = Duration.ofSeconds(1);

    private final Doozer server;
    private final List<DoozerClient> clients = new ArrayList<>();

    RecipeServer(String... options) throws Exception {
        List<String> args = new ArrayList<>(List.of("-l", "127.0.0.1:0", "-w", "false"));
        args.addAll(List.of(options));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        server = Doozer.start(Options.parse(args.toArray(String[]::new), Map.of()),
                new Log(nowhere, System::currentTimeMillis));
    }

    String address() {
        return server.address().toString();
    }

    int port() {
        return server.address().port();
    }

    DoozerClient connect() {
        return connect(address());
    }

    DoozerClient connect(String address) {
        DoozerClient client = DoozerClient.builder().address(address).timeout(LONG).connect();
        clients.add(client);
        return client;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        clients.forEach(DoozerClient::close);
        server.close();
    }
}
