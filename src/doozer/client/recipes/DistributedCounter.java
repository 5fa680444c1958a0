package doozer.client.recipes;

import doozer.client.FileBody;
import doozer.client.NextValue;
import doozer.client.RevisionMismatchException;
import doozer.client.Session;
import java.nio.charset.StandardCharsets;

/**
 * A number that many count up, each step exactly once. Curator: DistributedAtomicLong. Any thread.
 */
public final class DistributedCounter {
    private final Session session;
    private final String file;

    /** The number in that file; 0 as long as there is none. */
    public DistributedCounter(Session session, String file) {
        this.session = session;
        this.file = file;
    }

    /** Adds one: gives the new number, which nobody else gets, and as its token the revision. */
    public NextValue increment() {
        return session.next(file);
    }

    /** Adds so many, or takes away, in one step; tries again when others are in between. */
    public NextValue add(long more) {
        while (true) {
            FileBody old = session.client().get(file);
            long value = Math.addExact(value(old), more);
            try {
                return new NextValue(value, session.txn().ifRevision(file, old.revision())
                        .set(file, bytes(value)).commit());
            } catch (RevisionMismatchException e) {
                // Somebody was faster, and so has got on.
            }
        }
    }

    /** The number as of now. */
    public long get() {
        return value(session.client().get(file));
    }

    private long value(FileBody body) {
        if (body.isMissing()) return 0;
        String text = new String(body.body(), StandardCharsets.US_ASCII);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalStateException(file + " holds no number", e);
        }
    }

    private static byte[] bytes(long value) {
        return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    }
}
