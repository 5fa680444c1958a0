package doozer.build;

/**
 * How much a test does: {@code make test} runs a little of everything, {@code make long} a lot. A
 * test that only makes sense at length, or that looks at a clock, carries {@code @Tag("long")}.
 */
public final class Counts {
    private Counts() {
    }

    /** The first number for {@code make test}, the second for {@code make long}. */
    public static int of(int small, int large) {
        return isLong() ? large : small;
    }

    /** Whether this run was started by {@code make long}. */
    public static boolean isLong() {
        return "long".equals(System.getProperty("doozer.counts"));
    }
}
