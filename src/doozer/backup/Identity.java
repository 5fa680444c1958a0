package doozer.backup;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which cluster something is of.
 *
 * @param genesis stays for as long as its data go on
 * @param epoch rises with each forced recovery
 * @param nonce tells recoveries apart
 */
record Identity(String genesis, long epoch, String nonce) {
    private static final Pattern FORM = Pattern.compile("([0-9a-f]+)-([0-9]{1,18})-([0-9a-f]+)"
            // What follows, behind a blank, is which of its revisions are lost.
            + "( .*)?");

    /** How a cluster that answers is related to one that is known. */
    enum Relation { SAME, RECOVERED, OTHER }

    /** Reads {@code genesis-epoch-nonce}; a text of another form is a genesis of its own. */
    static Identity parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) return new Identity(text, 0, "");
        return new Identity(matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3));
    }

    /** What another one is to this. */
    Relation to(Identity other) {
        if (equals(other)) return Relation.SAME;
        boolean isLater = genesis.equals(other.genesis) && other.epoch > epoch;
        return isLater ? Relation.RECOVERED : Relation.OTHER;
    }
}
