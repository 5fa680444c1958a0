package doozer.server;

import doozer.client.FileBody;
import doozer.client.WalkedFile;
import doozer.wire.Address;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A DzNS in memory, and a world in which nothing happens but what a test has planned: while a node
 * pauses, or before and after its writes. It ends whoever pauses when nothing is planned any more.
 */
final class FakeDzns implements Names.World {
    /** Something that others do. */
    interface Event {
        void happen() throws IOException;
    }

    private final TreeMap<String, WalkedFile> files = new TreeMap<>();
    private final ArrayDeque<Event> whilePausing = new ArrayDeque<>();
    private final Map<String, Event> before = new HashMap<>();
    private final Map<String, Event> after = new HashMap<>();
    private final Map<Address, String> ids = new HashMap<>();
    private final List<String> ours = new ArrayList<>();
    private final List<String> writes = new ArrayList<>();
    private boolean isDown;
    private OptionException refusal;
    private long revision;
    private long nowNanos;
    private int connections;

    void put(String path, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        files.put(path, new WalkedFile(path, ++revision, bytes));
    }

    void remove(String path) {
        files.remove(path);
    }

    String body(String path) {
        WalkedFile file = files.get(path);
        return file == null ? null : new String(file.body(), StandardCharsets.UTF_8);
    }

    /** Writes so far, as {@code set PATH} and {@code del PATH}. */
    List<String> writes() {
        return writes;
    }

    int connections() {
        return connections;
    }

    void setDown(boolean isDown) {
        this.isDown = isDown;
    }

    void refuse(OptionException refusal) {
        this.refusal = refusal;
    }

    void answersAt(String address, String id) {
        ids.put(Address.parse(address), id);
    }

    void isOurs(String address) {
        ours.add(address);
    }

    /** Plans what happens in the next pause that has no plan yet. */
    void whilePausing(Event event) {
        whilePausing.add(event);
    }

    /** Plans some pauses in which nothing happens. */
    void pause(int times) {
        for (int i = 0; i < times; i++) whilePausing(() -> { });
    }

    /** Plans what happens before the next write of that path; if it throws, that is not done. */
    void before(String path, Event event) {
        before.put(path, event);
    }

    /** Plans what happens after the next write of that path; if it throws, that was done. */
    void after(String path, Event event) {
        after.put(path, event);
    }

    @Override
    public Names connect() throws IOException, OptionException {
        if (refusal != null) throw refusal;
        if (isDown) throw new IOException("nobody there");
        connections++;
        return new Connection();
    }

    @Override
    public String idAt(Address address) {
        return ids.get(address);
    }

    @Override
    public boolean isOurs(Address address) {
        return ours.contains(address.toString());
    }

    @Override
    public void pause(long nanos) throws InterruptedException {
        Event event = whilePausing.poll();
        if (event == null) throw new InterruptedException();
        nowNanos += nanos;
        try {
            event.happen();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public long nowNanos() {
        return nowNanos;
    }

    private static void happen(Event event) throws IOException {
        if (event != null) event.happen();
    }

    private final class Connection implements Names {
        @Override
        public List<WalkedFile> walk(String glob) throws IOException {
            if (isDown) throw new IOException("lost");
            String folder = glob.substring(0, glob.length() - 1);
            List<WalkedFile> found = new ArrayList<>(files.values());
            found.removeIf(file -> !file.path().startsWith(folder));
            return found;
        }

        @Override
        public FileBody get(String path) {
            WalkedFile file = files.get(path);
            return file == null ? new FileBody(0, new byte[0])
                    : new FileBody(file.revision(), file.body());
        }

        @Override
        public boolean set(String path, long newest, String body) throws IOException {
            happen(before.remove(path));
            writes.add("set " + path);
            if (newest >= 0 && get(path).revision() > newest) return false;
            put(path, body);
            happen(after.remove(path));
            return true;
        }

        @Override
        public void del(String path) {
            writes.add("del " + path);
            remove(path);
        }

        @Override
        public void close() {
        }
    }
}
