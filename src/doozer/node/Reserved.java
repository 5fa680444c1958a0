package doozer.node;

import doozer.tree.Entry;
import doozer.tree.FileEntry;
import doozer.tree.Tree;
import java.nio.charset.StandardCharsets;

/**
 * The files below {@code /ctl}, which doozer itself reads and writes, and what clients may do to
 * them. Stateless; judged when a write is applied, from replicated state only.
 */
final class Reserved {
    static final String NAME = "/ctl/name";
    static final String NODE = "/ctl/node/";
    static final String SLOTS = "/ctl/cal/";
    static final String NAMES = "/ctl/ns/";
    private static final String CTL = "/ctl/";
    private static final String VOTERS = "/ctl/voters";
    private static final String BOOT = "/ctl/boot/";
    private static final int MAX_VOTERS = 7;

    private Reserved() {
    }

    /** Why a client may not set that file to that value, or null when it may. */
    static String refusalToSet(Tree tree, String path, byte[] value) {
        if (!path.startsWith(CTL)) return null;
        if (path.equals(VOTERS)) return isVoterCount(value) ? null : "not a number from 1 to 7";
        if (path.startsWith(SLOTS)) return refusalToFill(tree, path, value);
        return refusal(path);
    }

    /** Why a client may not delete that file, or null when it may. */
    static String refusalToDelete(Tree tree, String path) {
        if (!path.startsWith(CTL)) return null;
        if (path.equals(VOTERS)) return "it can be set, and not deleted";
        if (!path.startsWith(SLOTS)) return refusal(path);
        return holder(tree, path).isEmpty() ? refusal(path) : "it names the only voter";
    }

    private static String refusal(String path) {
        // A file at /ctl/ns/<cluster> itself would stand in the way of the cluster's own.
        boolean allowed = path.startsWith(NAMES) && path.indexOf('/', NAMES.length()) > 0
                || path.startsWith(BOOT)
                || path.startsWith(SLOTS) && isSlot(path.substring(SLOTS.length()));
        return allowed ? null : "below /ctl, clients may write only /ctl/cal/<0 to 999>,"
                + " /ctl/voters, /ctl/ns/<cluster>/** and /ctl/boot/**";
    }

    private static String refusalToFill(Tree tree, String path, byte[] value) {
        String holder = holder(tree, path);
        String wanted = new String(value, StandardCharsets.UTF_8);
        if (wanted.equals(holder)) return refusal(path);
        if (!holder.isEmpty()) return "it names the only voter";
        return "no member that could vote has the id in the value";
    }

    /** The id in a voter's slot; empty for an open slot or none. */
    private static String holder(Tree tree, String path) {
        Entry entry = tree.find(path);
        return entry instanceof FileEntry file
                ? new String(file.value(), StandardCharsets.UTF_8) : "";
    }

    private static boolean isVoterCount(byte[] value) {
        return value.length == 1 && value[0] >= '1' && value[0] <= '0' + MAX_VOTERS;
    }

    /** A number of up to three digits, in its one form. */
    private static boolean isSlot(String name) {
        if (name.isEmpty() || name.length() > 3) return false;
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') return false;
        }
        return name.length() == 1 || name.charAt(0) != '0';
    }
}
