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

    @Test
    void commandThatIsInTheLogTwiceTakesEffectOnce() {
        // given a cluster of one
        Profile self = new Profile(new Incarnation(1, 2), "10.0.0.1:8046", "host", "1.0", 1);
        machine.begin(new Genesis(new ClusterId(new Incarnation(3, 4), 0, 5), "local", 8, 1,
                List.of(self)));

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
