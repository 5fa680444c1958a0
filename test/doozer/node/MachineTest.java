package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.paxos.Configurations;
import doozer.tree.Store;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of the state when a command of the log is applied. */
class MachineTest {
    private final Store store = new Store(1_000, 1 << 20);
    private final Machine machine = new Machine(store, new Configurations());

    private Result apply(long sequence, String path, long rev) {
        return machine.apply(new LogEntry(1, sequence,
                new Command.Set(path, rev, new byte[] {(byte) sequence})));
    }

    private static Profile profile(int number, int level) {
        return new Profile(new Incarnation(number, 2), "10.0.0." + number + ":8046", "host", "1.0",
                level);
    }

    /** A cluster of one. */
    private void begin() {
        machine.begin(new Genesis(new ClusterId(new Incarnation(3, 4), 0, 5), "local", 8, 1,
                List.of(profile(1, 1))), null);
    }

    private long apply(Command command) {
        assertThat(machine.apply(new LogEntry(0, 0, command)).isDone()).isTrue();
        return store.current().revision();
    }

    @Test
    void whatAnEntryChangesIsOneStepOnceAllKnowOfThem() {
        begin();
        long before = apply(new Command.Nop());

        // given a level without them, then every event is alone
        long joined = apply(new Command.Join(profile(2, 2)));
        assertThat(joined).isEqualTo(before + 4);
        for (long r = 1; r <= joined; r++) assertThat(store.event(r).isAlone()).isTrue();

        // when the level is raised, then those of an entry are not
        apply(new Command.Level(2));
        long third = apply(new Command.Join(profile(7, 2)));
        long nop = apply(new Command.Nop());
        long left = apply(new Command.Leave(2));
        for (long r = joined + 1; r <= third; r++) {
            assertThat(store.event(r).first()).isEqualTo(joined + 1);
            assertThat(store.event(r).last()).isEqualTo(third);
        }
        assertThat(store.event(nop).isAlone()).isTrue();
        assertThat(store.event(left).first()).isEqualTo(nop + 1);
        assertThat(store.event(joined).isAlone()).isTrue();
    }

    @Test
    void commandThatIsInTheLogTwiceTakesEffectOnce() {
        begin();

        // when a command comes a second time, and later once more, then nothing comes of that
        assertThat(apply(1, "/a", -1).isDone()).isTrue();
        long revision = store.current().revision();
        assertThat(apply(1, "/a", -1)).isSameAs(Result.REPEATED);
        assertThat(apply(2, "/b", 0).isDone()).isTrue();
        assertThat(apply(1, "/a", -1)).isSameAs(Result.REPEATED);
        assertThat(apply(2, "/b", -1)).isSameAs(Result.REPEATED);
        assertThat(store.current().revision()).isEqualTo(revision + 1);

        // and what comes before its turn does not, either
        assertThat(apply(4, "/c", -1)).isSameAs(Result.GAP);
        assertThat(store.current().revision()).isEqualTo(revision + 1);
    }
}
