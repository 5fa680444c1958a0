package doozer.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a node says of itself and of its cluster, as it knows it. Immutable.
 *
 * @param self its id
 * @param role {@code leader}, {@code voter}, {@code standby}, {@code guest} or {@code stopped}
 * @param slot the last one that it has applied
 * @param aim how many voters there should be
 * @param isChanging true while a change of voters waits to take effect
 * @param members those that it knows of, itself among them
 * @param standing what counts when a majority is lost
 */
record ClusterView(String self, String role, long slot, int aim, boolean isChanging,
        List<Member> members, Standing standing) {

    /**
     * What a node has to go on with when others are gone.
     *
     * @param epoch which cluster it is, and which epoch of it; "" for none
     * @param address where it is reached
     * @param known up to which slot it has a value for each, decided or not
     * @param leaderlessMillis for how long it has heard of no leader; 0 while it does
     * @param recovery what it does for the next epoch, in words; null when it does not tell
     */
    record Standing(String epoch, String address, long known, long leaderlessMillis,
            String recovery) { }

    /**
     * One member.
     *
     * @param slot the last one that it has told to have applied; null when it has told nothing
     * @param heardMillis for how long nothing was heard of it; null when nothing ever was
     */
    record Member(String id, String address, String role, Long slot, Long heardMillis) {
        boolean votes() {
            return role.equals("leader") || role.equals("voter");
        }
    }

    /** Understands what INFO tells; a node that is older tells less. */
    static ClusterView parse(String info) {
        Map<String, String> fields = new HashMap<>();
        List<Member> members = new ArrayList<>();
        String section = "";
        for (String line : info.split("\r?\n")) {
            int colon = line.indexOf(':');
            if (line.startsWith("# ")) {
                section = line.substring(2);
            } else if (colon > 0 && section.equals("Members")) {
                members.add(member(line.substring(0, colon), line.substring(colon + 1)));
            } else if (colon > 0) {
                fields.put(section + "." + line.substring(0, colon), line.substring(colon + 1));
            }
        }
        Long aim = number(fields.get("Cluster.voters_wanted"));
        Long slot = number(fields.get("Cluster.slot"));
        return new ClusterView(fields.getOrDefault("Node.id", ""),
                fields.getOrDefault("Cluster.role", "guest"), slot == null ? 0 : slot,
                aim == null ? 0 : aim.intValue(),
                "true".equals(fields.get("Cluster.voters_changing")), List.copyOf(members),
                standing(fields));
    }

    private static Standing standing(Map<String, String> fields) {
        Long known = number(fields.get("Cluster.slot_known"));
        Long leaderless = number(fields.get("Cluster.leaderless_ms"));
        return new Standing(fields.getOrDefault("Cluster.epoch", ""),
                fields.getOrDefault("Node.address", "-"), known == null ? 0 : known,
                leaderless == null ? 0 : leaderless, fields.get("Cluster.recovery"));
    }

    private static Member member(String id, String text) {
        Map<String, String> fields = new HashMap<>();
        for (String field : text.split(" ")) {
            int equals = field.indexOf('=');
            if (equals > 0) fields.put(field.substring(0, equals), field.substring(equals + 1));
        }
        return new Member(id, fields.getOrDefault("address", "-"),
                fields.getOrDefault("role", "-"), number(fields.get("slot")),
                number(fields.get("heard_ms")));
    }

    private static Long number(String text) {
        try {
            return text == null ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The member with that id; null without one. */
    Member member(String id) {
        return members.stream().filter(member -> member.id.equals(id)).findFirst().orElse(null);
    }

    /**
     * The one member that is meant by an id in any case, or by how it begins.
     *
     * @throws CommandException when there is none, or more than one
     */
    Member meant(String text) throws CommandException {
        String wanted = text.toUpperCase(Locale.ROOT);
        List<String> ids = members.stream().map(Member::id).toList();
        List<String> alike = ids.stream().filter(id -> id.startsWith(wanted)).toList();
        if (ids.contains(wanted)) return member(wanted);
        if (alike.size() == 1 && !wanted.isEmpty()) return member(alike.get(0));
        throw CommandException.failed(alike.isEmpty()
                ? "no member has the id " + text + "; there are: " + String.join(", ", ids)
                : "more than one member has an id like " + text + ": " + String.join(", ", alike));
    }
}
