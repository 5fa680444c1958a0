package doozer.client;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import doozer.client.Pipeline.Command;
import doozer.client.Pipeline.Verdict;
import doozer.wire.ErrorCode;
import doozer.wire.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Each command is done once and in order, whatever is lost, by a model of the cluster. */
class PipelineTest {
    private static final int RUNS = Counts.of(300, 20_000);

    private final Pipeline<Integer> pipeline = new Pipeline<>();

    private static Response done(long revision) {
        return new Response().rev(revision);
    }

    @Test
    void commandsAreNumberedWhenTheyAreFirstSent() {
        pipeline.add(1);
        pipeline.add(2);
        pipeline.add(3);
        Command<Integer> first = pipeline.next();

        assertThat(pipeline.removeUnsent(2)).isNotNull();
        assertThat(pipeline.removeUnsent(1)).isNull();

        assertThat(first.sequence()).isEqualTo(1);
        assertThat(pipeline.next().sequence()).isEqualTo(2);
        assertThat(pipeline.next()).isNull();
    }

    @Test
    void aLossSendsAllAgainThatHaveNoOutcome() {
        for (int i = 1; i <= 3; i++) pipeline.add(i);
        Command<Integer> first = pipeline.next();
        Command<Integer> second = pipeline.next();
        pipeline.onAnswer(first, 0, done(10));

        assertThat(pipeline.onLost(second, 0)).isEqualTo(Verdict.AGAIN);

        assertThat(pipeline.acked()).isEqualTo(1);
        assertThat(pipeline.next()).isSameAs(second);
        assertThat(second.isRepeated()).isTrue();
        assertThat(pipeline.next().sequence()).isEqualTo(3);
        // What is said of earlier copies starts nothing anew, unless it is the outcome.
        assertThat(pipeline.onLost(second, 0)).isEqualTo(Verdict.STALE);
        Response order = Response.error(ErrorCode.RANGE, "").rev(2);
        assertThat(pipeline.onAnswer(second, 0, order)).isEqualTo(Verdict.STALE);
        assertThat(pipeline.onAnswer(second, 0, done(11))).isEqualTo(Verdict.DONE);
        assertThat(pipeline.onAnswer(second, 1, done(11))).isEqualTo(Verdict.STALE);
    }

    @Test
    void aNumberThatWasRefusedAndNotCountedIsUsedForNothing() {
        pipeline.add(1);
        pipeline.add(2);
        Command<Integer> refused = pipeline.next();
        Command<Integer> next = pipeline.next();
        assertThat(pipeline.onAnswer(refused, 0, Response.error(ErrorCode.RANGE, "too long")))
                .isEqualTo(Verdict.DONE);

        Response order = Response.error(ErrorCode.RANGE, "out of order").rev(1);
        assertThat(pipeline.onAnswer(next, 0, order)).isEqualTo(Verdict.AGAIN);

        Command<Integer> filler = pipeline.next();
        assertThat(filler.ticket).isNull();
        assertThat(filler.sequence()).isEqualTo(1);
        assertThat(pipeline.next()).isSameAs(next);
    }

    @Test
    void eachIsDoneOnceAndInOrderWhateverIsLost() {
        for (int seed = 0; seed < RUNS; seed++) new Run(seed).run();
    }

    /** A cluster that counts as the protocol says, and a network that loses and delays. */
    private static final class Run {
        private final int seed;
        private final Random random;
        private final Pipeline<Integer> pipeline = new Pipeline<>();
        private final List<Copy> requests = new ArrayList<>();
        private final List<Copy> answers = new ArrayList<>();
        private final Map<Long, Response> known = new HashMap<>();
        private final List<Integer> done = new ArrayList<>();
        private final Map<Integer, Long> outcomes = new HashMap<>();
        private final Map<Command<Integer>, Integer> tickets = new HashMap<>();
        private long expected = 1;
        private int given;

        private record Copy(Command<Integer> command, int round, long acked, Response answer) { }

        Run(int seed) {
            this.seed = seed;
            random = new Random(seed);
        }

        void run() {
            int count = 1 + random.nextInt(12);
            for (int steps = 0; outcomes.size() < count; steps++) {
                assertThat(steps).as("seed " + seed).isLessThan(20_000);
                step(count);
            }
            for (int i = 0; i < count; i++) assertThat(done.get(i)).as("seed " + seed).isEqualTo(i);
            assertThat(done).as("seed " + seed).hasSize(count);
            for (int i = 0; i < count; i++) {
                assertThat(outcomes.get(i)).as("seed " + seed).isEqualTo(1000L + i);
            }
        }

        private void step(int count) {
            switch (random.nextInt(6)) {
                case 0 -> {
                    if (given < count) pipeline.add(given++);
                }
                case 1, 2 -> {
                    Command<Integer> next = pipeline.next();
                    if (next == null) return;
                    tickets.put(next, next.ticket);
                    requests.add(new Copy(next, pipeline.round(), pipeline.acked(), null));
                }
                case 3 -> {
                    if (!requests.isEmpty()) serve(requests.remove(0));
                }
                case 4 -> {
                    if (!answers.isEmpty()) take(answers.remove(random.nextInt(answers.size())));
                }
                default -> {
                    if (random.nextInt(4) == 0) lose();
                }
            }
        }

        private void serve(Copy copy) {
            Response answer;
            long sequence = copy.command.sequence();
            if (random.nextInt(12) == 0) {
                answer = Response.error(ErrorCode.READONLY, "no quorum");
            } else if (known.containsKey(sequence)) {
                answer = known.get(sequence);
            } else if (sequence != expected) {
                answer = Response.error(ErrorCode.RANGE, "out of order").rev(expected);
            } else {
                expected++;
                done.add(copy.command.ticket);
                answer = done(1000 + copy.command.ticket);
                known.put(sequence, answer);
                boolean isDoubtful = random.nextInt(12) == 0;
                if (isDoubtful) answer = Response.error(ErrorCode.OTHER, "outcome unknown");
            }
            answers.add(new Copy(copy.command, copy.round, 0, answer));
        }

        private void take(Copy copy) {
            Verdict verdict = pipeline.onAnswer(copy.command, copy.round, copy.answer);
            if (verdict != Verdict.DONE) return;
            Long before = outcomes.put(copy.command.ticket, copy.answer.rev());
            assertThat(before).as("seed " + seed).isNull();
        }

        /** The connection goes, with some of what was on it; what was read may still be done. */
        private void lose() {
            List<Copy> all = new ArrayList<>(requests);
            all.addAll(answers);
            requests.removeIf(copy -> random.nextBoolean());
            answers.removeIf(copy -> random.nextBoolean());
            for (Copy copy : all) pipeline.onLost(copy.command, copy.round);
        }
    }
}
