package doozer.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code top} shows: what has become of a node between two looks at it. Immutable. */
final class TopScreen {
    private static final String METRICS = "Metrics";
    private static final String NOTHING = "-";
    private static final double MEBI = 1 << 20;
    private static final String[] MEASURES = {"read", "commit", "apply", "notify", "turn"};

    private final InfoText then;
    private final InfoText now;
    private final double seconds;
    /** False where another process has answered: its counts have begun anew. */
    private final boolean isSame;

    /** That of two looks with so many seconds between them. */
    TopScreen(InfoText then, InfoText now, double seconds) {
        this.then = then;
        this.now = now;
        this.seconds = seconds;
        isSame = then.text("Node", "id", "").equals(now.text("Node", "id", ""));
    }

    /** All of it, as lines. */
    String text() {
        return head() + "\n" + MemberTable.columns(times()) + "\n" + requests() + "\n"
                + MemberTable.columns(members());
    }

    private String head() {
        String ready = HealthCommand.notReady(now);
        return "cluster " + now.text("Node", "cluster", NOTHING)
                + "  node " + now.text("Node", "id", NOTHING)
                + "  " + now.text("Cluster", "role", "guest")
                + "  " + (ready == null ? "ready" : "NOT READY, " + ready) + "\n"
                + "revision " + now.text("Store", "revision", NOTHING)
                + "  files " + now.text("Store", "files", NOTHING)
                + "  history " + now.text("Store", "history_revisions", NOTHING) + ", "
                + mebi(now.number("Store", "history_bytes"))
                + "  heap " + mebi(now.number("Process", "heap_used_bytes"))
                + " of " + mebi(now.number("Process", "heap_max_bytes")) + "\n"
                + "connections " + now.text("Clients", "connections", NOTHING)
                + "  watches " + now.text("Clients", "watches", NOTHING)
                + "  sessions " + now.text("Sessions", "sessions", NOTHING)
                + "  writes pending " + now.text("Cluster", "writes_pending", NOTHING) + "\n";
    }

    private List<String[]> times() {
        List<String[]> lines = new ArrayList<>();
        lines.add(new String[] {"", "a second", "p50", "p99"});
        for (String name : MEASURES) {
            Map<String, Long> steps = steps(name + "_seconds");
            long count = steps.values().stream().mapToLong(Long::longValue).sum();
            lines.add(new String[] {name, isSame ? rate(count) : NOTHING, percentile(steps, 0.5),
                percentile(steps, 0.99)});
        }
        lines.add(new String[] {"revisions", rate("revisions_applied"), "", ""});
        lines.add(new String[] {"notifications", rate("notifications"), "", ""});
        return lines;
    }

    /** How often each step was counted between the two looks. */
    private Map<String, Long> steps(String key) {
        Map<String, Long> steps = new LinkedHashMap<>();
        if (!isSame) return steps;
        Map<String, String> before = then.words(METRICS, key);
        now.words(METRICS, key).forEach((bound, count) -> {
            if (!bound.equals("sum_ns")) steps.put(bound, more(before.get(bound), count));
        });
        return steps;
    }

    private static long more(String before, String after) {
        Long first = InfoText.number(before);
        Long last = InfoText.number(after);
        return last == null ? 0 : Math.max(0, last - (first == null ? 0 : first));
    }

    /** The bound below which that part of what was counted is. */
    private static String percentile(Map<String, Long> steps, double part) {
        long count = steps.values().stream().mapToLong(Long::longValue).sum();
        long below = 0;
        for (Map.Entry<String, Long> step : steps.entrySet()) {
            below += step.getValue();
            if (count > 0 && below >= part * count) return time(step.getKey());
        }
        return NOTHING;
    }

    /** A number of seconds, in a unit that suits it. */
    private static String time(String bound) {
        if (bound.equals("+Inf")) return "> 10 s";
        double micros = Double.parseDouble(bound) * 1e6;
        if (micros < 999.5) return "< " + Math.round(micros) + " us";
        return micros < 999_500 ? "< " + Math.round(micros / 1e3) + " ms"
                : "< " + Math.round(micros / 1e6) + " s";
    }

    private String requests() {
        if (!isSame) return "requests a second: -\n";
        StringBuilder line = new StringBuilder("requests a second:");
        Map<String, String> before = then.words(METRICS, "requests_by_verb");
        now.words(METRICS, "requests_by_verb").forEach((verb, count) -> {
            long more = more(before.get(verb), count);
            if (more > 0) line.append(' ').append(verb).append(' ').append(rate(more));
        });
        return line.append('\n').toString();
    }

    private String rate(String key) {
        return isSame ? rate(more(then.text(METRICS, key, null), now.text(METRICS, key, null)))
                : NOTHING;
    }

    private String rate(long count) {
        double rate = count / seconds;
        return rate < 10 ? String.format(Locale.ROOT, "%.1f", rate) : "" + Math.round(rate);
    }

    private List<String[]> members() {
        ClusterView view = ClusterView.of(now);
        long furthest = view.slot();
        for (ClusterView.Member member : view.members()) {
            if (member.slot() != null) furthest = Math.max(furthest, member.slot());
        }
        List<String[]> lines = new ArrayList<>();
        lines.add(MemberTable.HEAD);
        for (ClusterView.Member member : view.members()) {
            Long slot = member.slot();
            lines.add(new String[] {member.id(), member.address(), member.role(),
                slot == null ? NOTHING : "" + slot,
                slot == null ? NOTHING : "" + (furthest - slot),
                MemberTable.heard(member.heardMillis())});
        }
        return lines;
    }

    private static String mebi(Long bytes) {
        return bytes == null ? NOTHING : String.format(Locale.ROOT, "%.1f MiB", bytes / MEBI);
    }
}
