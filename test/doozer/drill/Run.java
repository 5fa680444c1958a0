package doozer.drill;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * One run of a row: a cluster, writers, and when things happened. Owned by one thread.
 *
 * <pre>
 *   load        fault            settled      finish
 *    | warm | before | during ..... | after ... |
 * </pre>
 */
final class Run implements AutoCloseable {
    /** Long enough to compile what the writes go through. */
    private static final Duration WARM = Duration.ofMillis(
            Long.getLong("warm.millis", 3_000));
    private static final Duration SPAN = Duration.ofSeconds(2);

    private final DrillCluster cluster;
    private final Row.Load load;
    private final List<Writer> writers = new ArrayList<>();
    private long beforeNanos;
    private long faultNanos;
    private long settledNanos;
    private Duration repaired;
    private String note = "";

    Run(DrillCluster cluster, Row.Load load) {
        this.cluster = cluster;
        this.load = load;
    }

    DrillCluster cluster() {
        return cluster;
    }

    /** Clients begin to write: at each of those nodes, or at the first of them. */
    void load(List<DrillNode> nodes) {
        List<DrillNode> chosen = load == Row.Load.EACH ? nodes : nodes.subList(0, 1);
        Duration pace = load == Row.Load.AT_ONCE ? Duration.ZERO : Writer.PACE;
        for (int i = 0; i < chosen.size(); i++) {
            writers.add(Writer.start(chosen.get(i).address(), "/drill/" + i, pace));
        }
        Await.pass(WARM);
        beforeNanos = System.nanoTime();
        Await.pass(SPAN);
    }

    /** Something happens now. */
    void fault() {
        faultNanos = System.nanoTime();
    }

    /** Waits for the first write of each client that began after now. */
    void awaitWrites(Duration most) {
        long now = System.nanoTime();
        for (Writer writer : writers) {
            if (!Await.within(most, () -> writer.hasDoneSince(now))) {
                throw new DrillException("no write within " + most + " at " + writer.address());
            }
        }
    }

    /** Waits until a node does writes, and exactly those vote. That is the repair, from now on. */
    void awaitRepair(DrillNode back, Collection<DrillNode> voters) {
        long begin = System.nanoTime();
        if (voters != null) cluster.awaitVoters(voters, DrillCluster.PATIENCE);
        cluster.awaitWritable(List.of(back), DrillCluster.PATIENCE);
        repaired = Duration.ofNanos(System.nanoTime() - begin);
    }

    void repairedAfter(Duration time) {
        repaired = time;
    }

    void note(String text) {
        note = text;
    }

    /** What the fault does is over, though it may not be repaired. */
    void settled() {
        settledNanos = System.nanoTime();
        Await.pass(SPAN);
    }

    /**
     * Each node that runs does a write, and each reads what every other wrote: nobody hangs, and
     * nobody takes an old state for the present one.
     */
    void checkHealth() {
        cluster.awaitWritable(cluster.running(), DrillCluster.PATIENCE);
        for (DrillNode writer : cluster.running()) {
            String value = "from " + writer + " at " + System.nanoTime();
            Long revision = writer.ask(client ->
                    client.set("/drill/health", -1, value.getBytes(StandardCharsets.UTF_8)));
            if (revision == null) throw new DrillException("no write at " + writer);
            for (DrillNode reader : cluster.running()) {
                String seen = reader.ask(client -> new String(client.get("/drill/health").body(),
                        StandardCharsets.UTF_8));
                if (!value.equals(seen)) {
                    throw new DrillException(reader + " reads " + seen + " instead of " + value);
                }
            }
        }
    }

    /** Everything is over. */
    Outcome finish() {
        long end = System.nanoTime();
        if (faultNanos == 0) faultNanos = end;
        if (settledNanos == 0) settledNanos = end;
        List<List<Sample>> samples = writers.stream().map(Writer::samples).toList();
        Figures all = Figures.of(samples, beforeNanos, end);
        String failure = all.hung() > 0 ? all.hung() + " writes were never answered" : null;
        return new Outcome(all, Figures.of(samples, beforeNanos, faultNanos),
                Figures.of(samples, faultNanos, settledNanos),
                Figures.of(samples, settledNanos, end), repaired, note, failure);
    }

    @Override
    public void close() {
        writers.forEach(Writer::close);
        cluster.close();
    }
}
