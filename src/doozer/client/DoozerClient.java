package doozer.client;

import doozer.wire.Address;
import doozer.wire.BadFrameException;
import doozer.wire.DoozerUri;
import doozer.wire.ErrorCode;
import doozer.wire.Flags;
import doozer.wire.Output;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.ResponseDecoder;
import doozer.wire.Verb;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One connection to one node. Owned by one thread: each call waits for its answer, and none may be
 * made while {@link #watch} runs. Every method throws {@link DoozerException} when the server
 * refuses a request or cannot be heard; after the latter the outcome of a write is unknown.
 */
public final class DoozerClient implements AutoCloseable {
    /** The version of the protocol that this client speaks. */
    private static final int VERSION = 1;
    private static final int CONNECT_MILLIS = 10_000;
    private static final int INPUT_BYTES = 8 << 10;

    private final Socket socket;
    private final Output out = new Output(256);
    private final ByteBuffer in = ByteBuffer.allocate(INPUT_BYTES).flip();
    private final ResponseDecoder decoder = new ResponseDecoder();
    private int lastTag;

    private DoozerClient(Socket socket) {
        this.socket = socket;
    }

    /**
     * A file's body and revision.
     *
     * @param revision the revision at which it was last set, 0 when there is no such file
     * @param body its bytes; not to be modified
     */
    public record FileBody(long revision, byte[] body) { }

    /**
     * What there is at a path.
     *
     * @param revision that of the file, 0 when there is nothing, -2 for a directory
     * @param length bytes of a file, entries of a directory
     */
    public record Stat(long revision, int length) {
        /** True for a directory. */
        public boolean isDirectory() {
            return revision == -2;
        }

        /** True when there is neither file nor directory. */
        public boolean isMissing() {
            return revision == 0;
        }
    }

    /** Who hears of events, on the thread that called {@link DoozerClient#watch}. */
    public interface Listener {
        /** Takes one event; false ends the watch. */
        boolean onEvent(Event event);
    }

    /**
     * Connects to the first address of a URI that answers, and gives it the URI's secret.
     *
     * @param timeoutMillis how long to wait for an answer, each time; 0 for ever
     */
    public static DoozerClient connect(DoozerUri uri, int timeoutMillis) {
        if (uri.addresses().isEmpty()) {
            throw new IllegalArgumentException("the URI " + uri + " names no address: add ca=");
        }
        DoozerException last = null;
        for (Address address : uri.addresses()) {
            try {
                return connect(address, uri.secret(), timeoutMillis);
            } catch (DoozerException e) {
                // Refused by one, it will be refused by all: they share their secrets.
                if (e.code() != null) throw e;
                last = e;
            }
        }
        throw last;
    }

    private static DoozerClient connect(Address address, String secret, int timeoutMillis) {
        String host = address.host().isEmpty() ? "127.0.0.1" : address.host();
        Socket socket = new Socket();
        DoozerClient client = new DoozerClient(socket);
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(host, address.port()),
                    timeoutMillis == 0 ? CONNECT_MILLIS : timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            client.greet(secret);
            return client;
        } catch (IOException e) {
            client.close();
            throw new DoozerException("cannot connect to " + address + ": " + e.getMessage(), e);
        } catch (DoozerException e) {
            client.close();
            throw e;
        }
    }

    private void greet(String secret) {
        call(new Request(Verb.HELLO).rev(VERSION));
        if (secret == null || secret.isEmpty()) return;
        call(new Request(Verb.ACCESS).value(secret.getBytes(StandardCharsets.UTF_8)));
    }

    /** The file's body and revision as of now. */
    public FileBody get(String path) {
        return body(call(new Request(Verb.GET).path(path)));
    }

    /** The file's body and revision as of that revision; waits for one that is still to come. */
    public FileBody get(String path, long revision) {
        return body(call(new Request(Verb.GET).path(path).rev(revision)));
    }

    private static FileBody body(Response response) {
        return new FileBody(response.rev(), response.value());
    }

    /**
     * Sets a file whose revision is not above {@code revision}: 0 for one that must not exist yet,
     * -1 for whatever there is.
     *
     * @return the new revision
     */
    public long set(String path, long revision, byte[] body) {
        return call(new Request(Verb.SET).path(path).rev(revision).value(body)).rev();
    }

    /** Deletes a file on the same condition as {@link #set}; gives the revision of that. */
    public long del(String path, long revision) {
        return call(new Request(Verb.DEL).path(path).rev(revision)).rev();
    }

    /** What there is at a path as of now. */
    public Stat stat(String path) {
        return stat(new Request(Verb.STAT).path(path));
    }

    /** What there is at a path as of that revision; waits for one that is still to come. */
    public Stat stat(String path, long revision) {
        return stat(new Request(Verb.STAT).path(path).rev(revision));
    }

    private Stat stat(Request request) {
        Response response = call(request);
        return new Stat(response.rev(), response.len());
    }

    /** The present revision. */
    public long rev() {
        return call(new Request(Verb.REV)).rev();
    }

    /** Uses a revision and changes nothing; gives that revision. */
    public long nop() {
        return call(new Request(Verb.NOP)).rev();
    }

    /** The id of the node: 16 characters. */
    public String self() {
        return new String(call(new Request(Verb.SELF)).value(), StandardCharsets.US_ASCII);
    }

    /**
     * Hears of every change of files that match {@code glob}, in order, from revision {@code from}
     * on, past ones first; 0 for those that are still to come. Returns when the listener has had
     * enough; the connection is then of no further use, and closed.
     */
    public void watch(String glob, long from, Listener listener) {
        try (this) {
            Request request = new Request(Verb.WATCH).path(glob).rev(from);
            long tag = send(request);
            while (true) {
                Response next = receive(tag);
                // The mark at the beginning has no path.
                if (next.path() != null && !listener.onEvent(event(next))) return;
            }
        }
    }

    private static Event event(Response response) {
        boolean isSet = (response.flags() & Flags.SET) != 0;
        boolean isDel = (response.flags() & Flags.DEL) != 0;
        Event.Kind kind = isSet ? Event.Kind.SET : isDel ? Event.Kind.DEL : Event.Kind.NOP;
        return new Event(response.path(), response.rev(), kind, response.value());
    }

    private Response call(Request request) {
        return receive(send(request));
    }

    private long send(Request request) {
        request.tag(++lastTag);
        out.clear();
        request.encode(out);
        try {
            socket.getOutputStream().write(out.array(), 0, out.length());
            return lastTag;
        } catch (IOException e) {
            throw new DoozerException("the connection was lost: " + e.getMessage(), e);
        }
    }

    private Response receive(long tag) {
        try {
            while (true) {
                ResponseDecoder.Tagged next = next();
                if (next.tag() != tag) continue;
                Response response = next.response();
                if (response.errCode() == 0) return response;
                ErrorCode code = response.error() == null ? ErrorCode.OTHER : response.error();
                throw new DoozerException(code, response.errDetail());
            }
        } catch (SocketTimeoutException e) {
            throw new DoozerException("wait timeout", e);
        } catch (BadFrameException e) {
            throw new DoozerException("the server does not speak doozer: " + e.getMessage(), null);
        } catch (IOException e) {
            throw new DoozerException("the connection was lost: " + e.getMessage(), e);
        }
    }

    private ResponseDecoder.Tagged next() throws IOException, BadFrameException {
        while (true) {
            ResponseDecoder.Tagged next = decoder.next(in);
            if (next != null) return next;
            int count = socket.getInputStream().read(in.array());
            if (count < 0) throw new IOException("the server has closed it");
            in.position(0).limit(count);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
