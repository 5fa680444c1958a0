package doozer.drill;

import java.time.Duration;
import java.util.Random;

/** The leader is killed and started again at its address, as soon as all is well, many times. */
final class LeaderKills implements ChaosRun.Breaker {
    private static final Duration FILLED = Duration.ofSeconds(40);
    private static final int MOST_MILLIS = 300;

    private final Random random;
    private final int count;

    LeaderKills(long seed, int count) {
        random = new Random(seed);
        this.count = count;
    }

    @Override
    public void run(ChaosRun run, DrillCluster cluster) {
        for (int i = 0; i < count; i++) {
            run.awaitWhole(FILLED);
            DrillNode leader = cluster.awaitLeader();
            run.killed();
            cluster.restart(leader, Duration.ofMillis(random.nextInt(MOST_MILLIS)));
        }
    }
}
