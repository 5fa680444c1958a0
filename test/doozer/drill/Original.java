package doozer.drill;

/**
 * What the original did in the same drill, on a machine of two cores, as measured before this
 * program was begun. Rough figures of one run each, unless they say otherwise.
 *
 * @param gap the longest time between two finished sets, in ms
 * @param rates sets a second of each client: before, until removal, after
 * @param repaired in seconds
 */
record Original(String gap, String rates, String repaired) {
    private static final String ONE = "9 / 9 / 9";

    static final Original IDLE_ONE = new Original("114", "9.1", "p50 110, p99 114");
    static final Original IDLE_EACH = new Original("12", "193", "p50 1.4 to 2.3, p99 7.6");
    static final Original SINGLE = new Original("-", "1,900", "p50 0.44, p99 2.6");

    static final Original KILL_SECOND_ONE = new Original("115, 112", ONE, "removed after 5.5");
    static final Original KILL_FIRST_ONE = new Original("115", ONE, "removed after 5.4");
    static final Original STOP_SECOND_ONE = new Original("113", ONE, "removed after 5.3");
    static final Original KILL_SECOND_EACH =
            new Original("113, 111 (388 once)", "177 / 10 / 190", "removed after 5.5");
    static final Original KILL_FIRST_EACH =
            new Original("112", "179 / 10 / 190", "removed after 5.3");
    static final Original STOP_SECOND_EACH =
            new Original("116", "174 / 10 / 190", "removed after 5.5");

    static final Original RETURN_3 =
            new Original("111", "", "behind for 1 s, its first write took 0.6 s");
    static final Original RETURN_10 =
            new Original("117", "", "never: 3 of 3 hang for ever, with stale reads");

    static final Original RESTART_AT_ONCE = new Original(
            "116 to 288; 1,700 to 18,000", "", "5.3 to 6.5; never in 6 of 11 runs");
    static final Original RESTART_LATER = new Original("220", "", "0.5 after the start");
    static final Original REPLACED = new Original("212", "", "0.6 after the start");

    static final Original TWO_KILLED =
            new Original("for ever", "", "never; stale reads; a restart of both does not help");
    static final Original TWO_STOPPED_4 =
            new Original("", "", "first write 12 ms after SIGCONT");
    static final Original TWO_STOPPED_8 = new Original("", "",
            "first write 30 ms after SIGCONT; then 3 of 3: a cluster of one, the others hang");

    static final Original NONE = new Original("", "", "");
}
