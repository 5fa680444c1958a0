package doozer.node;

/**
 * The files below {@code /ctl}, which doozer itself reads and writes, and what clients may do to
 * them. Stateless; judged when a write is applied, from replicated state only.
 */
final class Reserved {
    static final String NAME = "/ctl/name";
    static final String NODE = "/ctl/node/";
    static final String SLOTS = "/ctl/cal/";
    static final String NAMES = "/ctl/ns/";
    static final String SESSIONS = "/ctl/sess/";
    static final String VOTERS = "/ctl/voters";
    private static final String ADDRESS = "/addr";
    private static final String CTL = "/ctl/";
    private static final String BOOT = "/ctl/boot/";

    private Reserved() {
    }

    /** Whether a write there asks for a change of voters: the leader turns it into one. */
    static boolean isSlot(String path) {
        return path.startsWith(SLOTS) && isSlotName(path.substring(SLOTS.length()));
    }

    /**
     * The id of the member whose address that file is; null for any other file. To delete it drops
     * the member.
     */
    static String memberOf(String path) {
        if (!path.startsWith(NODE) || !path.endsWith(ADDRESS)) return null;
        int end = path.length() - ADDRESS.length();
        boolean isId = end > NODE.length() && path.indexOf('/', NODE.length()) == end;
        return isId ? path.substring(NODE.length(), end) : null;
    }

    /** Why a client may not set that file to that value, or null when it may. */
    static String refusalToSet(String path, byte[] value) {
        if (!path.startsWith(CTL)) return null;
        if (path.equals(VOTERS)) return isVoterCount(value) ? null : "not a number from 1 to 7";
        return refusal(path);
    }

    /** Why a client may not delete that file, or null when it may. */
    static String refusalToDelete(String path) {
        if (!path.startsWith(CTL)) return null;
        if (path.equals(VOTERS)) return "it can be set, and not deleted";
        return refusal(path);
    }

    /** Whether a file of that path may be where it is: below {@code /ctl} not every one may. */
    static boolean isInPlace(String path) {
        if (!path.equals("/ctl") && !path.startsWith(CTL)) return true;
        boolean isOfSession = path.startsWith(SESSIONS)
                && path.indexOf('/', SESSIONS.length()) < 0;
        return path.equals(NAME) || path.equals(VOTERS) || path.startsWith(NODE)
                || path.startsWith(SLOTS) || isOfSession || refusal(path) == null;
    }

    private static String refusal(String path) {
        // A file at /ctl/ns/<cluster> itself would stand in the way of the cluster's own.
        boolean allowed = path.startsWith(NAMES) && path.indexOf('/', NAMES.length()) > 0
                || path.startsWith(BOOT);
        return allowed ? null : "below /ctl, clients may write only /ctl/cal/<0 to 999>,"
                + " /ctl/voters, /ctl/ns/<cluster>/** and /ctl/boot/**";
    }

    private static boolean isVoterCount(byte[] value) {
        return value.length == 1 && value[0] >= '1' && value[0] <= '0' + VoterSlots.MOST;
    }

    /** A number of up to three digits, in its one form. */
    private static boolean isSlotName(String name) {
        if (name.isEmpty() || name.length() > 3) return false;
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') return false;
        }
        return name.length() == 1 || name.charAt(0) != '0';
    }
}
