package doozer.server;

import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.client.FileBody;
import doozer.client.RevisionMismatchException;
import doozer.client.WalkedFile;
import doozer.wire.Address;
import doozer.wire.DoozerUri;
import doozer.wire.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The DzNS of a URI, and this machine, as booting sees them.
 *
 * @param uri of the DzNS
 * @param listen where this process listens
 * @param advertise what it tells others
 */
record BootWorld(DoozerUri uri, Address listen, Address advertise) implements Names.World {
    /** For each address to answer, and for each answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String DENIED = "permission denied";

    @Override
    public Names connect() throws IOException, OptionException {
        try {
            return new Connection(uri, DoozerClient.connect(uri, PATIENCE));
        } catch (DoozerException e) {
            throw failure(uri, e);
        }
    }

    @Override
    public String idAt(Address address) {
        // Without a secret: whoever answers there may be anybody, and needs none to tell its id.
        DoozerUri there = new DoozerUri(List.of(address), "", "");
        try (DoozerClient client = DoozerClient.connect(there, PATIENCE)) {
            return client.self();
        } catch (DoozerException e) {
            return null;
        }
    }

    @Override
    public boolean isOurs(Address address) {
        return address.equals(advertise) || Host.isSame(address, listen);
    }

    @Override
    public void pause(long nanos) throws InterruptedException {
        LockSupport.parkNanos(nanos);
        if (Thread.interrupted()) throw new InterruptedException();
    }

    @Override
    public long nowNanos() {
        return System.nanoTime();
    }

    /** What will be so whenever it is tried is the operator's; the rest may pass. */
    private static IOException failure(DoozerUri uri, DoozerException e) throws OptionException {
        boolean isDenied = e.code() == ErrorCode.OTHER && e.getMessage().contains(DENIED);
        if (!isDenied) return new IOException(e.getMessage());
        String what = uri.secret().isEmpty() ? "give it one that may write, with sk="
                : "check its sk=, which has to be one that may write";
        throw OptionException.badOption("-boot: " + uri + " refuses the secret: " + what);
    }

    /** A client's connection. */
    private record Connection(DoozerUri uri, DoozerClient client) implements Names {
        @Override
        public List<WalkedFile> walk(String glob) throws IOException, OptionException {
            try {
                return client.walk(glob);
            } catch (DoozerException e) {
                throw failure(uri, e);
            }
        }

        @Override
        public FileBody get(String path) throws IOException, OptionException {
            try {
                return client.get(path);
            } catch (DoozerException e) {
                throw failure(uri, e);
            }
        }

        @Override
        public boolean set(String path, long revision, String body)
                throws IOException, OptionException {
            try {
                client.set(path, revision, body.getBytes(StandardCharsets.UTF_8));
                return true;
            } catch (RevisionMismatchException e) {
                return false;
            } catch (DoozerException e) {
                throw failure(uri, e);
            }
        }

        @Override
        public void del(String path) throws IOException, OptionException {
            try {
                client.del(path, -1);
            } catch (DoozerException e) {
                throw failure(uri, e);
            }
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
