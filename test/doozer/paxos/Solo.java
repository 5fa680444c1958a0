package doozer.paxos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * One real member, whose peers the test plays itself, message by message. Owned by the test's
 * thread.
 */
final class Solo {
    static final long MILLI = 1_000_000;

    final Member member;
    final ArrayList<Letter> sent = new ArrayList<>();
    long nowNanos = 1_000 * MILLI;

    private Solo(int self, Member.Setting setting) {
        member = new Member(self, setting, sent::add);
    }

    /** A member among these voters, or beside them, with a window of 8 slots. */
    static Solo of(int self, int... voters) {
        return of(8, self, voters);
    }

    static Solo of(int window, int self, int[] voters) {
        Solo solo = new Solo(self, Member.Setting.window(window));
        TreeSet<Integer> everybody = new TreeSet<>(IntStream.of(voters).boxed().toList());
        everybody.add(self);
        // A few more stand by.
        for (int i = 1; i <= 9; i++) everybody.add(i);
        solo.member.found(voters, List.copyOf(everybody));
        solo.turn();
        return solo;
    }

    Paxos paxos() {
        return member.paxos;
    }

    List<Value> applied() {
        return List.copyOf(member.applied.values());
    }

    void turn() {
        member.turn(nowNanos, List.of());
    }

    /** A turn in which these come from one peer. */
    void receive(int from, Message... messages) {
        ArrayList<Letter> letters = new ArrayList<>();
        for (Message message : messages) {
            letters.add(new Letter(from, member.number, message, null));
        }
        member.turn(nowNanos, letters);
    }

    /** Time passes; the member wakes up when it wants to. */
    void pass(long nanos) {
        long end = nowNanos + nanos;
        while (member.wakeNanos <= end) {
            nowNanos = Math.max(nowNanos, member.wakeNanos);
            turn();
            assertThat(member.wakeNanos).as("it does not ask for a turn without end")
                    .isGreaterThan(nowNanos);
        }
        nowNanos = end;
        turn();
    }

    /** Leads from now on, by the empty promises of these; gives the ballot. */
    long lead(int... promising) {
        long ballot = stand();
        for (int from : promising) receive(from, promise(ballot, 1, 0));
        return ballot;
    }

    /** Stands, and gives the ballot. */
    long stand() {
        paxos().stand();
        turn();
        return paxos().promised();
    }

    /** A promise in one part. */
    static Message.Promise promise(long ballot, long firstSlot, long truncatedUpTo, Vote... votes) {
        return new Message.Promise(ballot, firstSlot, 1, 0, true, truncatedUpTo, List.of(votes));
    }

    /** What was sent to a peer, of that kind, since the last call of {@link #forget}. */
    <T extends Message> List<T> sent(int to, Class<T> kind) {
        return sent.stream().filter(letter -> letter.to() == to && letter.is(kind))
                .map(letter -> kind.cast(letter.message())).toList();
    }

    /** The same to anybody. */
    <T extends Message> List<T> sent(Class<T> kind) {
        return sent.stream().filter(letter -> letter.is(kind))
                .map(letter -> kind.cast(letter.message())).toList();
    }

    /** Those to whom something of that kind was sent, each once. */
    List<Integer> addressees(Class<? extends Message> kind) {
        return sent.stream().filter(letter -> letter.is(kind)).map(Letter::to).distinct().sorted()
                .toList();
    }

    void forget() {
        sent.clear();
    }
}
