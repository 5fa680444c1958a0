package doozer.cli;

import doozer.client.DoozerClient;
import doozer.client.Event;
import doozer.client.RevisionMismatchException;
import doozer.client.Watch;
import doozer.server.Doozer;
import doozer.server.Log;
import doozer.server.Options;
import doozer.wire.DoozerUri;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** A server of ours in the place of a recorded one, and what others write to it. One thread's. */
final class ReplayedServer implements AutoCloseable {
    private static final int CLOBBER = -1;
    /** Whoever is no member by then will never be one. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final String recordedAddress;
    /** The same, as it is spelled once. */
    private final String recordedAtLocalhost;
    private final Doozer doozer;
    private final DoozerClient others;
    private RevisionMap revisions = new RevisionMap();

    /** Starts one; {@code secret} is what it takes to write there. */
    ReplayedServer(String recordedAddress, String secret, Map<String, String> env, String... args)
            throws Exception {
        this.recordedAddress = recordedAddress;
        recordedAtLocalhost = recordedAddress.replace("127.0.0.1", "localhost");
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        String[] all = new String[args.length + 2];
        System.arraycopy(args, 0, all, 2, args.length);
        all[0] = "-l";
        all[1] = "127.0.0.1:0";
        doozer = Doozer.start(Options.parse(all, env),
            new Log(nowhere, System::currentTimeMillis));
        String uri = "doozer:?ca=" + doozer.address() + (secret.isEmpty() ? "" : "&sk=" + secret);
        others = DoozerClient.connect(DoozerUri.parse(uri));
    }

    /** Starts one that is attached to another, and takes writes once this returns. */
    static ReplayedServer attached(String recordedAddress, ReplayedServer to) throws Exception {
        ReplayedServer attached = new ReplayedServer(recordedAddress, "", Map.of(), "-a",
            to.doozer.address().toString());
        to.awaitMember(attached.doozer.address().toString());
        return attached;
    }

    /** Waits until the server at that address is a member of this cluster that takes writes. */
    void awaitMember(String address) {
        String id = "";
        try (Watch names = others.watch("/ctl/ns/local/*", 1)) {
            while (id.isEmpty()) {
                Event named = names.next(LIMIT);
                if (named == null) throw new AssertionError(address + " has not joined");
                String body = new String(named.body(), StandardCharsets.UTF_8);
                if (body.equals(address)) id = named.path().replaceAll(".*/", "");
            }
        }
        try (Watch writable = others.watch("/ctl/node/" + id + "/writable", 1)) {
            if (writable.next(LIMIT) == null) throw new AssertionError(address + " is mute");
        }
    }

    /** A text of the recording with our address in the place of the recorded one. */
    String ours(String recorded) {
        return recorded.replace(recordedAddress, doozer.address().toString())
            .replace(recordedAtLocalhost, "localhost:" + doozer.address().port());
    }

    boolean isNamedIn(String recorded) {
        return recorded.contains(recordedAddress) || recorded.contains(recordedAtLocalhost);
    }

    String id() {
        return doozer.id();
    }

    long revision() {
        return others.rev();
    }

    RevisionMap revisions() {
        return revisions;
    }

    void setRevisions(RevisionMap revisions) {
        this.revisions = revisions;
    }

    void set(String path, String body) {
        others.set(path, CLOBBER, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Sets a file that exists as if it did not. */
    void failToSet(String path) {
        try {
            others.set(path, 0, new byte[0]);
            throw new AssertionError(path + " does not exist");
        } catch (RevisionMismatchException e) {
            // As it should be.
        }
    }

    void del(String path) {
        others.del(path, CLOBBER);
    }

    void nop() {
        others.nop();
    }

    @Override
    public void close() {
        others.close();
        doozer.close();
    }
}
