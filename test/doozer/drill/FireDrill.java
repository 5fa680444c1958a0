package doozer.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * How long writes wait when members are lost, beside what the original did: {@code make drill}.
 * Prints a table. The properties are {@code runs}, how many of each row; {@code rows}, a part of
 * the names of those to run; {@code network}, as {@link Network#open} has it. Ends with 1 when
 * somebody was not healthy in the end.
 */
public final class FireDrill {
    private static final String HEAD = """
            | fault | client on | gap ms | original | sets/s of each, before / during / after \
            | original | repaired s, or p50 and p99 ms | original | healthy |
            |---|---|---|---|---|---|---|---|---|""";

    private FireDrill() {
    }

    public static void main(String... args) {
        int runs = Integer.getInteger("runs", 1);
        String part = System.getProperty("rows", "").toLowerCase(Locale.ROOT);
        List<String> table = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (Row row : Scenarios.rows()) {
            if (!row.title().toLowerCase(Locale.ROOT).contains(part)) continue;
            List<Outcome> outcomes = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                Outcome outcome = run(row);
                outcomes.add(outcome);
                if (outcome.failure() == null) continue;
                failures.add(row.title() + ", run " + (i + 1) + ": " + outcome.failure());
                System.out.println("FAILED " + failures.get(failures.size() - 1));
            }
            String line = line(row, outcomes);
            System.out.println(line);
            table.add(line);
        }
        System.out.println("\n" + HEAD + "\n" + String.join("\n", table) + "\n");
        System.out.println(table.size() + " rows, " + runs + " runs each, " + failures.size()
                + " failures");
        System.exit(failures.isEmpty() && !table.isEmpty() ? 0 : 1);
    }

    /** One run, on a cluster of its own. */
    static Outcome run(Row row) {
        Network network = row.cuts() ? Network.open() : new PlainNetwork();
        if (row.cuts() && network.ways().isEmpty()) {
            network.close();
            return Outcome.failed("this network cannot be cut");
        }
        DrillCluster.Plan plan = DrillCluster.Plan.of(row.nodes().voters(),
                row.nodes().standbys(), "-timeout", "5s");
        DrillCluster cluster;
        try {
            cluster = DrillCluster.start(plan, network);
        } catch (DrillException e) {
            return Outcome.failed("the cluster did not start: " + e.getMessage());
        }
        try (Run run = new Run(cluster, row.load())) {
            row.scenario().accept(run);
            return run.finish();
        } catch (DrillException e) {
            return Outcome.failed(e.getMessage() + "\n" + cluster.states() + "\n"
                    + cluster.tails());
        }
    }

    /** A line of the table: the worst gap and repair, and the middle of the rates. */
    static String line(Row row, List<Outcome> all) {
        List<Outcome> good = all.stream().filter(each -> each.all() != null).toList();
        long healthy = all.stream().filter(each -> each.failure() == null).count();
        String note = good.isEmpty() ? "" : good.get(good.size() - 1).note();
        return "| " + String.join(" | ", row.fault(), row.load().toString(), gap(good),
                row.original().gap(), rates(row, good), row.original().rates(),
                repaired(row, good), row.original().repaired(),
                healthy + " of " + all.size() + (note.isEmpty() ? "" : "; " + note)) + " |";
    }

    private static boolean isIdle(Row row) {
        return row.fault().startsWith("none");
    }

    private static String gap(List<Outcome> good) {
        long worst = good.stream().mapToLong(each -> each.all().gapNanos()).max().orElse(-1);
        if (worst < 0) return "-";
        boolean isOver = good.stream().allMatch(each -> each.after().perSecond() > 0
                || each.all().equals(each.before()));
        return (isOver ? "" : "over ") + Figures.millis(worst);
    }

    private static String rates(Row row, List<Outcome> good) {
        if (good.isEmpty()) return "-";
        String before = rate(good, each -> each.before().perSecond());
        if (isIdle(row)) return before;
        return before + " / " + rate(good, each -> each.during().perSecond()) + " / "
                + rate(good, each -> each.after().perSecond());
    }

    private static String rate(List<Outcome> good, ToDoubleFunction<Outcome> which) {
        double[] sorted = good.stream().mapToDouble(which).sorted().toArray();
        return String.format(Locale.ROOT, "%,.0f", sorted[sorted.length / 2]);
    }

    private static String repaired(Row row, List<Outcome> good) {
        if (good.isEmpty()) return "-";
        if (isIdle(row)) {
            Figures figures = good.get(good.size() - 1).before();
            return "p50 " + Figures.millis(figures.p50Nanos()) + ", p99 "
                    + Figures.millis(figures.p99Nanos());
        }
        return good.stream().map(Outcome::repaired).filter(Objects::nonNull)
                .max(Duration::compareTo)
                .map(time -> String.format(Locale.ROOT, "%.1f", time.toMillis() / 1e3))
                .orElse("-");
    }
}
