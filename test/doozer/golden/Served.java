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

/**
 * A server of ours in the place of a recorded one, the connections to it by their recorded names,
 * and one of our own to ask on. One thread's.
 */
final class Served implements AutoCloseable {
    private static final long PROBE_TAG = 1_000_000;

    private final Doozer doozer;
    private final String recordedAddress;
    private String recordedId;
    private final Map<String, Caller> callers = new LinkedHashMap<>();
    private final Caller probe;

    /** Starts it with the recorded arguments, but for the port; {@code first} was there before. */
    Served(Line start, Served first) throws OptionException, IOException {
        List<String> args = new ArrayList<>(start.args());
        int listen = args.indexOf("-l") + 1;
        recordedAddress = args.set(listen, "127.0.0.1:0");
        if (first != null) args.replaceAll(first::ours);
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

    /** Waits until another server of the cluster takes writes. */
    void awaitWritable(Served other) throws IOException {
        String path = "/ctl/node/" + other.doozer.id() + "/writable";
        probe.send(question().with(Caller.VERB, Verbs.WAIT).with(Caller.REV, 1)
            .with(Caller.PATH, path.getBytes(StandardCharsets.UTF_8)));
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

    static String hostname() throws IOException {
        Process process = new ProcessBuilder("uname", "-n").start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** Whether that is the recorded id of this server, as far as it is known. */
    boolean isRecordedAs(String id) {
        return id.equals(recordedId);
    }

    /** That is the recorded id of this server. */
    void learnId(String id) {
        if (recordedId != null) throw new IllegalArgumentException("a second id");
        recordedId = id;
    }

    /** A recorded text with what is ours in the place of the recorded id and address. */
    String ours(String recorded) {
        String text = recorded.replace(recordedAddress, doozer.address().toString());
        return recordedId == null ? text : text.replace(recordedId, doozer.id());
    }

    @Override
    public void close() throws IOException {
        for (Caller caller : callers.values()) caller.close();
        probe.close();
        doozer.close();
    }
}
