package doozer.cli;

import java.util.ArrayList;
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
    private static final String CLUSTER = "Cluster";

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
        return of(InfoText.parse(info));
    }

    static ClusterView of(InfoText info) {
        List<Member> members = new ArrayList<>();
        info.section("Members").forEach((id, text) -> members.add(member(id, text)));
        Long aim = info.number(CLUSTER, "voters_wanted");
        return new ClusterView(info.text("Node", "id", ""), info.text(CLUSTER, "role", "guest"),
                otherwise(info.number(CLUSTER, "slot"), 0), aim == null ? 0 : aim.intValue(),
                info.text(CLUSTER, "voters_changing", "").equals("true"), List.copyOf(members),
                standing(info));
    }

    private static Standing standing(InfoText info) {
        return new Standing(info.text(CLUSTER, "epoch", ""), info.text("Node", "address", "-"),
                otherwise(info.number(CLUSTER, "slot_known"), 0),
                otherwise(info.number(CLUSTER, "leaderless_ms"), 0),
                info.text(CLUSTER, "recovery", null));
    }

    private static long otherwise(Long number, long otherwise) {
        return number == null ? otherwise : number;
    }

    private static Member member(String id, String text) {
        Map<String, String> fields = InfoText.words(text);
        return new Member(id, fields.getOrDefault("address", "-"),
                fields.getOrDefault("role", "-"), InfoText.number(fields.get("slot")),
                InfoText.number(fields.get("heard_ms")));
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
