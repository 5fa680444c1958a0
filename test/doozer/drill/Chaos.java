package doozer.drill;

import java.time.Duration;

/**
 * Breaks a cluster at random while clients are at work, and checks what they were told: {@code make
 * chaos DURATION=60s SEED=7}. The properties are {@code duration}, as {@code 60s} or {@code 10m};
 * {@code seed}, else any; {@code voters}, {@code standbys} and {@code writers}; {@code network}, as
 * {@link Network#open} has it. The seed gives the same faults again, not the same run. Ends with 1
 * when anything was wrong, or when too little has happened to tell.
 */
public final class Chaos {
    private Chaos() {
    }

    public static void main(String... args) {
        Duration duration = duration(System.getProperty("duration", "60s"));
        long seed = Long.getLong("seed", System.nanoTime() % 1_000_000);
        int voters = Integer.getInteger("voters", 3);
        Network network = Network.open();
        System.out.println("seed " + seed + ", " + duration.toSeconds() + " s, "
                + network.getClass().getSimpleName());
        ChaosRun.Setting setting = new ChaosRun.Setting(seed, Integer.getInteger("writers", 4),
                new Faults(seed, duration, voters > 1), true);
        DrillCluster.Plan plan = DrillCluster.Plan.of(voters,
                Integer.getInteger("standbys", voters > 1 ? 1 : 0), "-timeout", "3s");
        ChaosRun.Report report;
        try (DrillCluster cluster = DrillCluster.start(plan, network)) {
            report = ChaosRun.run(setting, cluster);
            if (!report.violations().isEmpty()) System.out.println(cluster.tails());
        }
        report.violations().forEach(each -> System.out.println("VIOLATION " + each));
        System.out.println(report.summary());
        System.exit(report.violations().isEmpty() ? 0 : 1);
    }

    /** From {@code 30s}, {@code 2m}, or seconds. */
    static Duration duration(String text) {
        boolean isMinutes = text.endsWith("m");
        String number = text.replaceAll("[sm]$", "");
        return isMinutes ? Duration.ofMinutes(Long.parseLong(number))
                : Duration.ofSeconds(Long.parseLong(number));
    }
}
