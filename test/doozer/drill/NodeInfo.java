package doozer.drill;

import java.util.Map;
import java.util.TreeMap;

/** What a node says of itself when asked with INFO, by key. Immutable. */
record NodeInfo(Map<String, String> values) {

    /** From lines of {@code key:value}. */
    static NodeInfo parse(String text) {
        Map<String, String> values = new TreeMap<>();
        for (String line : text.split("\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) values.put(line.substring(0, colon), line.substring(colon + 1));
        }
        return new NodeInfo(values);
    }

    String id() {
        return values.getOrDefault("id", "");
    }

    /** leader, voter, standby, guest or stopped. */
    String role() {
        return values.getOrDefault("role", "");
    }

    long revision() {
        return Long.parseLong(values.getOrDefault("revision", "0"));
    }

    String hash() {
        return values.getOrDefault("hash", "");
    }

    boolean isLeader() {
        return role().equals("leader");
    }

    boolean isVoter() {
        return isLeader() || role().equals("voter");
    }

    @Override
    public String toString() {
        return id() + " " + role() + " at revision " + revision() + " of " + values.get("voters")
                + " voters";
    }
}
