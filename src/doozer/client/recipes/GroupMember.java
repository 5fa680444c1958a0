package doozer.client.recipes;

import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.client.WalkedFile;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A member of a group, which knows all others. Curator's class of that name. Any thread.
 */
public final class GroupMember implements AutoCloseable {
    private final String directory;
    private final PersistentFile self;
    private final TreeCache all;

    private GroupMember(String directory, PersistentFile self, TreeCache all) {
        this.directory = directory;
        this.self = self;
        this.all = all;
    }

    /**
     * Becomes a member.
     *
     * @param directory the group's own
     * @param file this member's in it, of which the body tells the others what they need
     * @param ttl how long it takes at most until the others notice that it is gone
     * @throws IllegalArgumentException when the file is not directly in the directory
     */
    public static GroupMember of(DoozerClient client, String directory, WalkedFile file,
            Duration ttl) {
        String name = file.path().substring(
                Math.min(file.path().length(), directory.length() + 1));
        boolean isInside = file.path().equals(directory + "/" + name);
        if (!isInside || name.isEmpty() || name.contains("/")) {
            throw new IllegalArgumentException("a member's file is to be directly in " + directory
                    + ", unlike " + file.path());
        }
        TreeCache all = TreeCache.of(client, directory + "/*");
        return new GroupMember(directory,
                PersistentFile.of(client, file.path(), file.body(), ttl), all);
    }

    /** Waits until it is a member; false when it is not in time. */
    public boolean await(Duration timeout) {
        long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
        return self.await(timeout)
                && all.awaitReady(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }

    /** Its membership, with the token; null while it is no member. */
    public Held held() {
        return self.held();
    }

    /** All members' bodies, by the names of their files. */
    public SortedMap<String, byte[]> members() {
        TreeMap<String, byte[]> members = new TreeMap<>();
        all.files().forEach((path, file) ->
                members.put(path.substring(directory.length() + 1), file.body()));
        return members;
    }

    /** Why the others are not followed any more; null while they are. */
    public DoozerException reason() {
        return all.reason();
    }

    /** Leaves the group. */
    @Override
    public void close() {
        self.close();
        all.close();
    }
}
