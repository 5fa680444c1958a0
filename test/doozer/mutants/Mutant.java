package doozer.mutants;

import java.util.List;
import java.util.TreeMap;

/**
 * A small deliberate bug, as its file tells of it. Immutable; any thread.
 *
 * <pre>
 *   bug: forgotten promise
 *   breaks: A voter accepts what it has promised not to: P1.
 *   test: doozer.paxos.AcceptorTest#acceptorNeverAcceptsBelowItsPromise
 *   seed: 17
 *
 *   in src/doozer/paxos/Acceptor.java
 *   - promised = ballot;
 *   - answers++;
 *   + answers++;
 * </pre>
 *
 * <p>A line that begins with blanks goes on with the one before. In the place of {@code seed} there
 * may be {@code masked}, why no run of whole nodes can show it, or {@code unfound}, how long it was
 * looked for in vain and what would show it.
 *
 * @param name that of the file
 * @param fields what is above the changes
 */
record Mutant(String name, TreeMap<String, String> fields, List<Edit> edits) {

    /** The directed test that has to fail: class, {@code #} and method. */
    String test() {
        return fields.get("test");
    }

    /** The first seed known with which the simulator fails, or null. */
    Long seed() {
        String seed = fields.get("seed");
        return seed == null ? null : Long.valueOf(seed);
    }

    /** Why the simulator is not asked, or null: it cannot find it, or could not so far. */
    String excuse() {
        if (fields.containsKey("masked")) return "masked";
        return fields.containsKey("unfound") ? "unfound" : null;
    }
}
