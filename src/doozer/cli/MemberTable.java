package doozer.cli;

import doozer.cli.ClusterView.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The members side by side: what each says of itself, or one node of the others. Stateless. */
final class MemberTable {
    static final String[] HEAD = {"id", "address", "role", "slot", "lag", "heard"};
    private static final long SECOND_MILLIS = 1000;

    private MemberTable() {
    }

    /**
     * One member.
     *
     * @param slot the last one that it has applied; null when it did not answer
     * @param lag how far that is behind the furthest; null when it did not answer
     * @param heardMillis for how long nothing was heard of it: 0 when it has answered, null when
     *     nothing ever was
     */
    record Row(String id, String address, String role, Long slot, Long lag, Long heardMillis) {
        /** Whether it has answered us. */
        boolean answers() {
            return slot != null;
        }
    }

    /**
     * A row for each member.
     *
     * @param asked what the node that was asked knows
     * @param answers by id, what those say of themselves that have answered
     */
    static List<Row> rows(ClusterView asked, Map<String, ClusterView> answers) {
        long furthest = asked.slot();
        for (ClusterView one : answers.values()) furthest = Math.max(furthest, one.slot());
        for (Member member : asked.members()) {
            if (member.slot() != null) furthest = Math.max(furthest, member.slot());
        }
        List<Row> rows = new ArrayList<>();
        for (Member member : asked.members()) {
            boolean isAsked = member.id().equals(asked.self());
            ClusterView own = isAsked ? asked : answers.get(member.id());
            rows.add(own == null
                    ? new Row(member.id(), member.address(), member.role(), null, null,
                            member.heardMillis())
                    : new Row(member.id(), member.address(), own.role(), own.slot(),
                            furthest - own.slot(), 0L));
        }
        return rows;
    }

    /** Whether any of them is said to lead. */
    static boolean hasLeader(List<Row> rows) {
        return rows.stream().anyMatch(row -> row.role().equals("leader"));
    }

    /** A table for people, with a head, and columns as wide as they have to be. */
    static String text(List<Row> rows) {
        List<String[]> lines = new ArrayList<>();
        lines.add(HEAD);
        for (Row row : rows) {
            lines.add(new String[] {row.id(), row.address(), row.role(), text(row.slot()),
                text(row.lag()), heard(row)});
        }
        return columns(lines);
    }

    /** Lines of as many words each, one below the other. */
    static String columns(List<String[]> lines) {
        int[] widths = new int[lines.get(0).length];
        for (String[] line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line[i].length());
            }
        }
        StringBuilder out = new StringBuilder();
        for (String[] line : lines) {
            StringBuilder padded = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                padded.append(line[i]).append(" ".repeat(widths[i] - line[i].length() + 2));
            }
            out.append(padded.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    private static String text(Long number) {
        return number == null ? "-" : number.toString();
    }

    private static String heard(Row row) {
        return row.answers() ? "now" : heard(row.heardMillis());
    }

    /** For how long nothing was heard; null when nothing ever was. */
    static String heard(Long millis) {
        if (millis == null) return "never";
        return millis < SECOND_MILLIS ? millis + "ms" : millis / SECOND_MILLIS + "s";
    }
}
