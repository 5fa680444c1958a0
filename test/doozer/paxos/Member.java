package doozer.paxos;

import java.util.ArrayDeque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * One member of a toy cluster: the protocol under test, and a state machine that writes down what
 * it applies. Owned by the test's thread.
 */
final class Member implements Port {
    final int number;
    final Configurations configurations = new Configurations();
    final Paxos paxos;
    /** What it proposes while it leads. */
    final ArrayDeque<Value> wanted = new ArrayDeque<>();
    final TreeMap<Long, Value> applied = new TreeMap<>();
    /** When it asked to be woken. */
    long wakeNanos = Long.MAX_VALUE;
    /** It takes no turn for now; it never takes one again. */
    boolean isPaused;
    boolean isDead;
    int routes;
    Print agreed = Print.NONE;
    Print heardPrint = Print.NONE;
    private final TreeSet<Integer> members = new TreeSet<>();
    private final TreeSet<Integer> clogged = new TreeSet<>();
    private final Consumer<Letter> post;
    private final int window;
    private boolean isAdmitted;

    /** Everything there is to know after a slot. */
    record Snapshot(long slot, TreeMap<Long, Value> applied, List<Configuration> known,
            List<Integer> members) { }

    /** What all members of a cluster have in common. */
    record Setting(int window, Timing timing, long seed) {
        static Setting window(int window) {
            return new Setting(window, Timing.DEFAULT, 1);
        }
    }

    /** A guest: nothing is known yet. */
    Member(int number, Setting setting, Consumer<Letter> post) {
        this.number = number;
        this.post = post;
        window = setting.window();
        paxos = new Paxos(this, configurations, setting.timing(),
                new SplittableRandom(setting.seed() * 1000 + number));
    }

    /** The state at birth: these are the members, and those of them vote from slot 1 on. */
    void found(int[] voters, List<Integer> everybody) {
        configurations.restore(window, 0, List.of(new Configuration(1, 1, voters)));
        members.addAll(everybody);
        paxos.setMembers(numbers());
        if (members.contains(number)) admit();
        paxos.restore(0);
    }

    private void admit() {
        isAdmitted = true;
        paxos.setSelf(number);
    }

    boolean isAdmitted() {
        return isAdmitted;
    }

    private int[] numbers() {
        return members.stream().mapToInt(i -> i).toArray();
    }

    Snapshot snapshot() {
        return new Snapshot(paxos.applied(), new TreeMap<>(applied),
                List.copyOf(configurations.known()), List.copyOf(members));
    }

    /** Puts a snapshot in place, if it is newer. */
    void install(Snapshot snapshot) {
        if (snapshot.slot() <= paxos.applied()) return;
        configurations.restore(window, snapshot.slot(), snapshot.known());
        applied.putAll(snapshot.applied());
        members.addAll(snapshot.members());
        paxos.setMembers(numbers());
        paxos.restore(snapshot.slot());
        if (members.contains(number)) admit();
    }

    /** A whole turn: what is due, then what has come, then what follows from it. */
    void turn(long nowNanos, List<Letter> letters) {
        paxos.tick(nowNanos);
        for (Letter letter : letters) receive(letter);
        paxos.advance();
        if (!isAdmitted && members.contains(number)) admit();
        long until = paxos.untilNanos();
        wakeNanos = until == Long.MAX_VALUE ? until : nowNanos + until;
    }

    private void receive(Letter letter) {
        int from = members.contains(letter.from()) ? letter.from() : -letter.from();
        if (letter.snapshot() != null) install(letter.snapshot());
        else paxos.receive(from, letter.message());
    }

    @Override
    public boolean send(int to, Message message) {
        if (clogged.contains(Math.abs(to))) return false;
        post.accept(new Letter(number, Math.abs(to), message, null));
        return true;
    }

    /** Nothing that is for them is taken any more. */
    void clog(int... numbers) {
        for (int to : numbers) clogged.add(to);
    }

    /** Everything is taken again. */
    void unclog() {
        List<Integer> drained = List.copyOf(clogged);
        clogged.clear();
        drained.forEach(paxos::onDrained);
    }

    @Override
    public void apply(long slot, Value value) {
        applied.put(slot, value);
        if (value instanceof Words.Admit admit) {
            members.add(admit.member());
            paxos.setMembers(numbers());
        }
        if (value instanceof Words.Change change
                && change.expectedVersion() == configurations.last().version()
                && members.containsAll(change.voters())) {
            configurations.schedule(change.expectedVersion() + 1,
                    change.voters().stream().mapToInt(i -> i).toArray());
        }
    }

    @Override
    public Value nextValue() {
        return wanted.poll();
    }

    @Override
    public Value filler() {
        return Words.FILLER;
    }

    @Override
    public void sendSnapshot(int to) {
        post.accept(new Letter(number, Math.abs(to), null, snapshot()));
    }

    @Override
    public void onRoute() {
        routes++;
    }

    @Override
    public Print print() {
        return new Print(paxos.applied(), number);
    }

    @Override
    public void onPrint(int from, Print print) {
        heardPrint = print;
    }

    @Override
    public Print agreed() {
        return agreed;
    }

    @Override
    public void onAgreed(Print newAgreed) {
        agreed = newAgreed;
    }
}
