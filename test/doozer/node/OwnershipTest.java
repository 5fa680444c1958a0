package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import doozer.paxos.Configurations;
import doozer.tree.Event;
import doozer.tree.FileEntry;
import doozer.tree.ImageException;
import doozer.tree.ImageReader;
import doozer.tree.ImageWriter;
import doozer.tree.Store;
import doozer.tree.Tree;
import doozer.wire.Txn;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the tree says of owners is what the table of sessions says: after every command. */
class OwnershipTest {
    private static final byte[] VALUE = {'x'};

    private final Store store = new Store(100_000, 1L << 40);
    private final Machine machine = new Machine(store, new Configurations());
    private final Sessions sessions = machine.changes().sessions();
    private Random random = new Random(1);
    private int joined = 1;
    private long millis;
    /** What has happened, so that nothing is left out for ever. */
    private final TreeMap<String, Integer> done = new TreeMap<>();

    private static Profile profile(int number) {
        return new Profile(new Incarnation(number, 2), "10.0.0." + number + ":8046", "host", "1.0",
                2);
    }

    private void begin() {
        machine.begin(new Genesis(new ClusterId(new Incarnation(3, 4), 0, 5), "local", 8, 1,
                List.of(profile(1))), null);
    }

    private Result apply(Command command) {
        return machine.apply(new LogEntry(0, 0, command));
    }

    private long open(int ttlMillis) {
        return apply(new Command.Open(ttlMillis, VALUE)).rev();
    }

    private Result ephemeral(long session, String path) {
        return apply(new Command.InSession(session, 0, 0,
                new Command.Ephemeral(path, -1, VALUE)));
    }

    private long owner(String path) {
        return store.current().find(path) instanceof FileEntry file ? file.owner() : -1;
    }

    @Test
    void ephemeralFileIsOfItsSessionAndSoIsTheSessionsOwn() {
        begin();
        long id = open(5000);
        ephemeral(id, "/a");
        apply(new Command.Set("/a", -1, VALUE));
        apply(new Command.Set("/b", -1, VALUE));

        assertThat(owner("/a")).isEqualTo(id);
        assertThat(owner("/b")).isZero();
        assertThat(owner("/ctl/sess/" + id)).isEqualTo(id);
        assertThat(owner("/ctl/name")).isZero();
    }

    @Test
    void announcedAddressIsNobodysWhoeverWroteThereBefore() {
        begin();
        long id = open(5000);
        String name = "/ctl/ns/local/" + profile(2).incarnation().id();
        assertThat(ephemeral(id, name).isDone()).isTrue();
        assertThat(owner(name)).isEqualTo(id);

        apply(new Command.Join(profile(2)));

        assertThat(owner(name)).isZero();
        assertThat(Machine.areOwned(sessions.all(), store.current())).isTrue();
    }

    @Test
    void snapshotWhoseTreeTellsOfOtherOwnersIsRefused() {
        begin();
        long id = open(5000);
        ephemeral(id, "/a");
        Snapshot snapshot = machine.snapshot(9);
        assertThat(Machine.fits(snapshot, store)).isTrue();
        assertThat(Machine.areOwned(snapshot.sessions(), store.current())).isTrue();

        store.set("/b", -1, VALUE, id);
        assertThat(Machine.areOwned(snapshot.sessions(), store.current())).isFalse();
        store.set("/b", -1, VALUE, 0);
        assertThat(Machine.areOwned(snapshot.sessions(), store.current())).isTrue();
        store.set("/a", -1, VALUE, 0);
        assertThat(Machine.areOwned(snapshot.sessions(), store.current())).isFalse();
        store.set("/b", -1, VALUE, id);
        assertThat(Machine.areOwned(snapshot.sessions(), store.current())).isFalse();
        store.set("/a", -1, VALUE, id + 1);
        assertThat(Machine.areOwned(snapshot.sessions(), store.current())).isFalse();
    }

    @Test
    void treeAndTablesAgreeWhateverIsDone() throws ImageException {
        begin();
        for (int i = 0; i < Counts.of(6_000, 200_000); i++) {
            random = new Random(i);
            long before = store.current().revision();
            Command command = command();
            Result result = apply(command);
            if (result.isDone()) done.merge(command.getClass().getSimpleName(), 1, Integer::sum);

            assertThat(Machine.areOwned(sessions.all(), store.current()))
                    .as("after %s of seed %d", command, i).isTrue();
            for (long r = before + 1; r <= store.current().revision(); r++) check(store.event(r));
            if (i % 50 == 0) travel();
            store.trim();
        }
        assertThat(done).containsKeys("Set", "Delete", "Nop", "Open", "Keep", "Close", "Clock",
                "InSession", "Transaction", "Next", "Join", "Leave");
        assertThat(done.values()).allMatch(count -> count > 20);
    }

    /** An event tells the owner that the tree of its revision tells. */
    private void check(Event event) {
        if (event.kind() != Event.Kind.SET) return;
        FileEntry file = (FileEntry) store.at(event.revision()).find(event.path());
        assertThat(event.owner()).isEqualTo(file.owner());
    }

    /** The state as it comes out of an image fits the snapshot, and has the same owners. */
    private void travel() throws ImageException {
        ImageReader reader = new ImageReader(50, 1L << 40);
        ImageWriter writer = store.image().writer();
        for (byte[] part = writer.next(5_000); part != null; part = writer.next(5_000)) {
            reader.accept(part);
        }
        Store loaded = reader.store();
        assertThat(Machine.fits(machine.snapshot(7), loaded)).isTrue();
        for (long r = loaded.oldest(); r <= loaded.current().revision(); r++) {
            Tree tree = loaded.at(r);
            assertThat(tree.ownedFiles()).isEqualTo(store.at(r).ownedFiles());
            assertThat(tree.hash()).isEqualTo(store.at(r).hash()).isEqualTo(tree.recomputeHash());
            assertThat(loaded.event(r).owner()).isEqualTo(store.event(r).owner());
        }
    }

    private Command command() {
        return switch (random.nextInt(14)) {
            case 0, 1 -> new Command.Open(500 + random.nextInt(5_000), VALUE);
            case 2 -> new Command.Close(session());
            case 3 -> new Command.Clock(sessions.ballot(), millis += random.nextInt(1_500));
            case 4 -> new Command.Keep(new long[] {session(), session()});
            case 5, 6, 7 -> new Command.InSession(session(), 0, 0,
                    random.nextInt(3) == 0 ? transaction()
                            : new Command.Ephemeral(path(), rev(), VALUE));
            case 8 -> new Command.Set(path(), rev(), VALUE);
            case 9 -> new Command.Delete(path(), rev());
            case 10 -> random.nextBoolean() ? new Command.Nop() : new Command.Next(path());
            case 11 -> transaction();
            case 12 -> new Command.Join(profile(2 + joined++ % 8));
            default -> new Command.Leave(member());
        };
    }

    /** One that is there, in most cases. */
    private long session() {
        List<Session> all = new ArrayList<>(sessions.all());
        return all.isEmpty() || random.nextInt(10) == 0 ? random.nextInt(50)
                : all.get(random.nextInt(all.size())).id;
    }

    private int member() {
        TreeSet<Integer> numbers = new TreeSet<>();
        for (Member member : machine.members().all()) numbers.add(member.number);
        return numbers.last();
    }

    private long rev() {
        return random.nextInt(4) == 0 ? 0 : -1;
    }

    /** A few that meet, of which some are in the way of members' addresses. */
    private String path() {
        int number = random.nextInt(8);
        return switch (random.nextInt(4)) {
            case 0 -> "/ctl/ns/local/" + profile(2 + number).incarnation().id();
            case 1 -> "/d/" + number;
            case 2 -> "/d/" + number + "/x";
            default -> "/" + number;
        };
    }

    private Command transaction() {
        List<Txn.Operation> operations = new ArrayList<>();
        Txn.Kind[] kinds = {Txn.Kind.SET, Txn.Kind.DEL, Txn.Kind.EPHEMERAL};
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            Txn.Kind kind = kinds[random.nextInt(kinds.length)];
            operations.add(new Txn.Operation(kind, path(), rev(),
                    kind == Txn.Kind.DEL ? null : VALUE));
        }
        return new Command.Transaction(new Txn(operations));
    }
}
