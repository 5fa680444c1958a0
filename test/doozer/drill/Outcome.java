package doozer.drill;

import java.time.Duration;

/**
 * What one run of a row has come to.
 *
 * @param all the writers' figures from beginning to end
 * @param before those before the fault
 * @param during those from the fault to the end of what it does
 * @param after those when it was over
 * @param repaired how long until everything worked again; null where nothing is repaired
 * @param note what else there is to tell, or ""
 * @param failure what was wrong; null when everybody was healthy in the end
 */
record Outcome(Figures all, Figures before, Figures during, Figures after, Duration repaired,
        String note, String failure) {

    /** The run ended before it had figures. */
    static Outcome failed(String why) {
        return new Outcome(null, null, null, null, null, "", why);
    }
}
