package doozer.cli;

import doozer.client.FakeServer;
import doozer.wire.Flags;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A member of a cluster that is what a test says: it tells what it is told to, and keeps files,
 * whose writes the test sees and may refuse. Any thread.
 */
final class FakeMember implements AutoCloseable {
    private static final int ONLY = Flags.VALID | Flags.DONE;

    final String id;
    private final FakeServer server;
    private final TreeMap<String, String> files = new TreeMap<>();
    private final List<String> writes = new ArrayList<>();
    private String info = "";
    private OnWrite onWrite = (write, member) -> null;
    private boolean isLeaving;

    /** What becomes of a write, before it is done. */
    interface OnWrite {
        /** The refusal of what was asked as {@code VERB path value}, or null. */
        Response refusal(String write, FakeMember member);
    }

    FakeMember(String id) throws IOException {
        this.id = id;
        server = FakeServer.greeting(peer -> {
            while (true) {
                Request request = peer.next();
                if (request.verb() == Verb.WALK) {
                    for (Response file : walk(request.path())) peer.answer(request, file);
                    continue;
                }
                Response answer = answer(request);
                peer.answer(request, answer.hasFlags() ? answer : answer.flags(ONLY));
            }
        });
    }

    String address() {
        return server.address();
    }

    String uri() {
        return "doozer:?ca=" + address();
    }

    synchronized FakeMember tells(String newInfo) {
        info = newInfo;
        return this;
    }

    synchronized FakeMember has(String path, String value) {
        files.put(path, value);
        return this;
    }

    synchronized void without(String path) {
        files.remove(path);
    }

    synchronized FakeMember onWrite(OnWrite newOnWrite) {
        onWrite = newOnWrite;
        return this;
    }

    /** What was written, in order. */
    synchronized List<String> writes() {
        return List.copyOf(writes);
    }

    synchronized boolean isLeaving() {
        return isLeaving;
    }

    private synchronized List<Response> walk(String glob) {
        List<Response> found = new ArrayList<>();
        String folder = glob.substring(0, glob.length() - 1);
        files.forEach((path, value) -> {
            if (!path.startsWith(folder)) return;
            found.add(new Response().path(path).rev(3).value(bytes(value))
                    .flags(Flags.VALID | Flags.SET));
        });
        found.add(new Response().flags(Flags.DONE));
        return found;
    }

    private synchronized Response answer(Request request) {
        return switch (request.verb()) {
            case SELF -> new Response().value(bytes(id));
            case INFO -> new Response().value(bytes(info));
            case STAT -> new Response().rev(files.containsKey(request.path()) ? 3 : 0).len(0);
            case LEAVE -> {
                isLeaving = true;
                yield new Response();
            }
            default -> write(request);
        };
    }

    private Response write(Request request) {
        String value = request.value() == null ? null
                : new String(request.value(), StandardCharsets.UTF_8);
        String write = request.verb() + " " + request.path() + (value == null ? "" : " " + value);
        writes.add(write);
        Response refusal = onWrite.refusal(write, this);
        if (refusal != null) return refusal;
        if (value == null) files.remove(request.path());
        else files.put(request.path(), value);
        return new Response().rev(9);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
