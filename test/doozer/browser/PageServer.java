package doozer.browser;

import doozer.client.DoozerClient;
import doozer.client.Transaction;
import doozer.server.Doozer;
import doozer.server.Log;
import doozer.server.Options;
import doozer.wire.DoozerUri;
import doozer.wire.Limits;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A server in this process with a page, and a client of it. Owned by one thread. */
final class PageServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Doozer server;
    private final DoozerClient client;

    private PageServer(String secret, List<String> options) throws Exception {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        Map<String, String> environment = secret.isEmpty() ? Map.of()
            : Map.of("DOOZER_RWSECRET", secret);
        server = Doozer.start(Options.parse(options.toArray(String[]::new), environment),
            new Log(nowhere, System::currentTimeMillis));
        String uri = "doozer:?ca=" + server.address() + (secret.isEmpty() ? "" : "&sk=" + secret);
        client = DoozerClient.connect(DoozerUri.parse(uri), PATIENCE);
    }

    /** One without a secret, at any free port. */
    static PageServer start(String... options) throws Exception {
        return at("127.0.0.1:0", "", options);
    }

    /** One that wants a secret. */
    static PageServer locked(String secret) throws Exception {
        return at("127.0.0.1:0", secret);
    }

    /** One whose page is at that address. */
    static PageServer at(String web, String secret, String... more) throws Exception {
        List<String> options = new ArrayList<>(List.of("-l", "127.0.0.1:0", "-w", web));
        options.addAll(List.of(more));
        return new PageServer(secret, options);
    }

    String web() {
        return server.web().get(0).toString();
    }

    String address() {
        return server.address().toString();
    }

    String id() {
        return server.id();
    }

    /** The address of the page with something behind the sharp sign. */
    String url(String hash) {
        return "http://" + web() + "/#" + hash;
    }

    DoozerClient client() {
        return client;
    }

    long set(String path, String text) {
        return client.set(path, -1, text.getBytes(StandardCharsets.UTF_8));
    }

    void delete(String path) {
        client.del(path, -1);
    }

    /** Files of a directory, named by five digits, all on their way at once. */
    void setMany(String directory, int count, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        List<CompletableFuture<Long>> sets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sets.add(client.setAsync(directory + "/" + String.format("%05d", i), -1, body));
        }
        for (CompletableFuture<Long> set : sets) set.join();
    }

    /** The same, but as few steps of the server. */
    void setAtOnce(String directory, int count, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        List<CompletableFuture<Long>> commits = new ArrayList<>();
        for (int i = 0; i < count;) {
            Transaction transaction = client.txn();
            int end = Math.min(count, i + Limits.MAX_TXN);
            for (; i < end; i++) transaction.set(directory + String.format("/%05d", i), body);
            commits.add(transaction.commitAsync());
        }
        for (CompletableFuture<Long> commit : commits) commit.join();
    }

    /** Whether no browser has a stream of events: opens one itself, and is told so soon. */
    boolean isOnlyPage() throws Exception {
        HttpRequest events = HttpRequest.newBuilder(
            URI.create("http://" + web() + "/events?glob=/none")).build();
        try (Stream<String> lines = HttpClient.newHttpClient()
                .send(events, BodyHandlers.ofLines()).body()) {
            return lines.filter(line -> line.contains("\"pages\":")).limit(4)
                .anyMatch(line -> line.contains("\"pages\":1,"));
        }
    }

    /** Ends it in order; a second time does nothing. */
    void end() {
        client.close();
        server.close();
    }

    @Override
    public void close() {
        end();
    }
}
