package doozer.golden;

/** The numbers of verbs. */
final class Verbs {
    static final int GET = 1;
    static final int SET = 2;
    static final int DEL = 3;
    static final int REV = 5;
    static final int WAIT = 6;
    static final int NOP = 7;
    static final int WATCH = 8;
    static final int WALK = 9;
    static final int CANCEL = 10;
    static final int GETDIR = 14;
    static final int SELF = 20;
    static final int ACCESS = 99;

    private Verbs() {
    }

    /** Whether it takes a revision when it succeeds. */
    static boolean isWrite(int verb) {
        return verb == SET || verb == DEL || verb == NOP;
    }
}
