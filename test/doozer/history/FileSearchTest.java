package doozer.history;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import doozer.wire.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The search finds an order of small histories exactly when trying all of them finds one. */
class FileSearchTest {
    private final Random random = new Random(99);
    private final Map<ByteBuffer, Integer> byValue = new HashMap<>();
    private final List<Long> revisions = new ArrayList<>();
    private List<FileOperation> operations;

    @Test
    void searchFindsWhatEveryOrderFinds() {
        int[] verdicts = new int[2];
        for (int run = 0; run < Counts.of(20_000, 500_000); run++) {
            operations = record();
            boolean isFine = exists(new ArrayList<>(operations), 0, 0);
            FileSearch search = new FileSearch(operations, 1_000_000);
            assertThat(search.run()).as("run %d: %s", run, operations)
                    .isEqualTo(isFine ? FileSearch.End.FOUND : FileSearch.End.NONE);
            verdicts[isFine ? 1 : 0]++;
        }
        assertThat(verdicts[0]).isGreaterThan(3_000);
        assertThat(verdicts[1]).isGreaterThan(3_000);
    }

    private List<FileOperation> record() {
        byValue.clear();
        revisions.clear();
        revisions.add(0L);
        List<Operation> recorded = new ArrayList<>();
        History history = new History();
        int sets = random.nextInt(4);
        for (int i = 1; i <= sets; i++) {
            byte[] value = Told.bytes("v" + i);
            byValue.put(ByteBuffer.wrap(value), i);
            // Of some nobody tells a revision.
            revisions.add(random.nextBoolean() ? 0L : 1L + random.nextInt(6));
            recorded.add(call(history, new Ask.Set("/a", condition(), value), i));
        }
        int others = 1 + random.nextInt(4);
        for (int i = 0; i < others; i++) recorded.add(other(history, sets));
        List<FileOperation> all = new ArrayList<>();
        for (Operation operation : recorded) {
            all.add(FileOperation.of(operation, byValue, revisions));
        }
        all.sort(Comparator.comparingLong(FileOperation::called));
        return all;
    }

    private Operation call(History history, Ask ask, int write) {
        Operation operation = history.call(1, 1, ask, random.nextInt(10));
        if (random.nextInt(4) > 0) {
            operation.answered(Told.done(write > 0 ? revisions.get(write) : 0), later(operation));
        }
        return operation;
    }

    private Operation other(History history, int sets) {
        int kind = random.nextInt(5);
        if (kind == 0) return call(history, new Ask.Del("/a", condition()), 0);
        Ask ask = kind == 1 ? Told.setIf("/a", random.nextInt(7), "no") : Told.get("/a");
        Operation operation = history.call(1, 1, ask, random.nextInt(10));
        int write = random.nextInt(sets + 1);
        operation.answered(kind == 1 ? Told.failed(Told.MISMATCH)
                : kind == 2 ? Told.failed(ErrorCode.ISDIR)
                : write == 0 ? Told.missing() : Told.file(7, "v" + write), later(operation));
        return operation;
    }

    private long later(Operation operation) {
        return operation.called() + random.nextInt(6);
    }

    private long condition() {
        return random.nextInt(3) == 0 ? random.nextInt(7) : -1;
    }

    /** Tries everything that may be next, as Wing and Gong do. */
    private boolean exists(List<FileOperation> left, int current, long taken) {
        long firstReturn = Operation.NEVER;
        for (FileOperation each : left) firstReturn = Math.min(firstReturn, each.returned());
        if (firstReturn == Operation.NEVER) return true;
        for (FileOperation next : left) {
            if (next.called() > firstReturn || !next.isAllowed(current, taken)) continue;
            List<FileOperation> rest = new ArrayList<>(left);
            rest.remove(next);
            boolean isFound = next.isWrite() ? exists(rest, next.leaves(), next.taken(taken))
                    : exists(rest, current, taken);
            if (isFound) return true;
        }
        return false;
    }
}
