package doozer.golden;

import doozer.server.Doozer;
import doozer.server.Log;
import doozer.server.OptionException;
import doozer.server.Options;
import doozer.wire.Version;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server of ours in the place of a recorded one, the connections to it by their recorded names,
 * and one of our own to ask on. One thread's.
 */
final class Served implements AutoCloseable {
    private static final Pattern NODE_ID = Pattern.compile("\\b[A-Z2-7]{16}\\b");
    /** The name of the machine on which the recordings were made. */
    private static final String RECORDED_HOST = "vm";
    private static final long PROBE_TAG = 1_000_000;

    private final Doozer doozer;
    private final String recordedAddress;
    private String recordedId;
    private final Map<String, Caller> callers = new LinkedHashMap<>();
    private final Caller probe;

    /** Starts it with the recorded arguments, but for the port. */
    Served(Line start) throws OptionException, IOException {
        List<String> args = new ArrayList<>(start.args());
        int listen = args.indexOf("-l") + 1;
        recordedAddress = args.set(listen, "127.0.0.1:0");
        Options options = Options.parse(args.toArray(new String[0]), start.environment());
        Log log = new Log(new PrintStream(OutputStream.nullOutputStream()), () -> 0);
        doozer = Doozer.start(options, log);
        probe = connect();
    }

    private Caller connect() throws IOException {
        return new Caller(doozer.address().port());
    }

    /** The connection of that name, made when it is first needed. */
    Caller caller(String name) throws IOException {
        if (!callers.containsKey(name)) callers.put(name, connect());
        return callers.get(name);
    }

    /** The connections that have been made. */
    Map<String, Caller> callers() {
        return callers;
    }

    /** A question that tells nothing but the revision, with a tag that no recording uses. */
    static Message question() {
        return new Message().with(Caller.TAG, PROBE_TAG).with(Caller.VERB, Verbs.REV);
    }

    static boolean isAnswer(Message reply) {
        return reply.number(Responses.TAG) != null && reply.number(Responses.TAG) == PROBE_TAG;
    }

    /** Our revision, asked for on a connection of its own. */
    long revision() throws IOException {
        probe.send(question());
        return probe.receive().number(Responses.REV);
    }

    /** Makes a nop, which takes a revision and is an event. */
    void nop() throws IOException {
        probe.send(question().with(Caller.VERB, Verbs.NOP));
        probe.receive();
    }

    /** Sets a file whatever is there. */
    void set(String path, String value) throws IOException {
        probe.send(question().with(Caller.VERB, Verbs.SET).with(Caller.REV, -1)
            .with(Caller.PATH, path.getBytes(StandardCharsets.UTF_8))
            .with(Caller.VALUE, value.getBytes(StandardCharsets.UTF_8)));
        probe.receive();
    }

    /** Whether somebody listens to UDP at the server's port. */
    boolean hasUdp() throws IOException {
        InetSocketAddress address =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), doozer.address().port());
        try (DatagramSocket ours = new DatagramSocket(address)) {
            return !ours.isBound();
        } catch (BindException e) {
            return true;
        }
    }

    String valueOf(String name) throws IOException {
        return switch (name) {
            case "id" -> doozer.id();
            case "address" -> doozer.address().toString();
            case "hostname" -> hostname();
            case "version" -> Version.text();
            default -> throw new IllegalArgumentException("no name: " + name);
        };
    }

    private static String hostname() throws IOException {
        Process process = new ProcessBuilder("uname", "-n").start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** A recorded text with what is ours in the place of the recorded id, address and host. */
    String ours(String recorded) throws IOException {
        if (recorded.equals(RECORDED_HOST)) return valueOf("hostname");
        Matcher ids = NODE_ID.matcher(recorded);
        if (ids.find()) {
            if (recordedId == null) recordedId = ids.group();
            if (!recordedId.equals(ids.group())) throw new IllegalArgumentException("a second id");
        }
        String text = recorded.replace(recordedAddress, valueOf("address"));
        return recordedId == null ? text : text.replace(recordedId, doozer.id());
    }

    @Override
    public void close() throws IOException {
        for (Caller caller : callers.values()) caller.close();
        probe.close();
        doozer.close();
    }
}
