package doozer.drill;

import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.wire.DoozerUri;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * One place of a cluster, and the process that serves there, if any: after a restart it is another
 * member at the same address. Owned by one thread.
 */
final class DrillNode implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final String name;
    private final Network.Place place;
    private final List<String> options;
    private List<String> peers = List.of();
    private ServerProcess process;
    private boolean isStopped;

    DrillNode(String name, Network.Place place, List<String> options) {
        this.name = name;
        this.place = place;
        this.options = new ArrayList<>(List.of("-l", place.listen(), "-web", "false"));
        if (!place.advertise().equals(place.listen())) {
            this.options.addAll(List.of("-advertise", place.advertise()));
        }
        this.options.addAll(options);
    }

    /** What the next processes that start here are told besides. */
    void extra(String... newOptions) {
        options.addAll(List.of(newOptions));
    }

    /** Whom the next process that starts here is told of; nobody: it is a cluster of its own. */
    void peers(List<String> newPeers) {
        peers = List.copyOf(newPeers);
    }

    List<String> peers() {
        return peers;
    }

    /** Starts a process here; there must be none. */
    void start() {
        if (isAlive()) throw new DrillException(this + " runs already");
        List<String> all = new ArrayList<>(options);
        if (!peers.isEmpty()) all.addAll(List.of("-peer", String.join(",", peers)));
        process = ServerProcess.start(name, place.launcher(), all);
        isStopped = false;
    }

    /** SIGKILL. */
    void kill() {
        process.kill();
        isStopped = false;
    }

    /** SIGSTOP. */
    void stop() {
        process.stop();
        isStopped = true;
    }

    /** SIGCONT. */
    void cont() {
        process.cont();
        isStopped = false;
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    boolean isStopped() {
        return isStopped;
    }

    /** Whether it can be expected to do anything at all. */
    boolean isRunning() {
        return isAlive() && !isStopped;
    }

    Network.Place place() {
        return place;
    }

    /** Where clients reach it. */
    String address() {
        return place.listen();
    }

    /** The id of the process that serves here, or served last. */
    String id() {
        return process.startedWith("id");
    }

    /** What it says of itself; null when it does not answer. */
    NodeInfo info() {
        return ask(client -> NodeInfo.parse(client.info()));
    }

    /** Who votes, as this node sees it; null when it does not answer. */
    Set<String> voters() {
        return ask(client -> {
            Set<String> ids = new TreeSet<>();
            client.walk("/ctl/cal/*").forEach(file -> ids.add(text(file.body())));
            ids.remove("");
            return ids;
        });
    }

    /** Whether a node takes writes, as this node sees it. */
    boolean seesWritable(String id) {
        Boolean isSo = ask(client ->
                text(client.get("/ctl/node/" + id + "/writable").body()).equals("true"));
        return isSo != null && isSo;
    }

    /** Whether it does a write. */
    boolean writes() {
        byte[] body = name.getBytes(StandardCharsets.UTF_8);
        return ask(client -> client.set("/drill/alive/" + name, -1, body)) != null;
    }

    /** The answer to one question on a connection of its own; null when there is none in time. */
    <T> T ask(Function<DoozerClient, T> question) {
        if (!isRunning()) return null;
        DoozerUri uri = DoozerUri.parse("doozer:?ca=" + address());
        try (DoozerClient client = DoozerClient.connect(uri, PATIENCE)) {
            return question.apply(client);
        } catch (DoozerException e) {
            return null;
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The end of its log. */
    String tail() {
        return process == null ? this + " never ran\n" : process.tail();
    }

    @Override
    public String toString() {
        return name + " at " + address();
    }

    @Override
    public void close() {
        if (process != null) process.close();
    }
}
