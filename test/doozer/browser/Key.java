package doozer.browser;

/** Keys without a character of their own, as WebDriver writes them. */
final class Key {
    static final String ENTER = "\uE007";
    static final String TAB = "\uE004";
    static final String SHIFT = "\uE008";
    static final String ESCAPE = "\uE00C";
    static final String BACKSPACE = "\uE003";
    static final String END = "\uE010";
    static final String HOME = "\uE011";
    static final String LEFT = "\uE012";
    static final String UP = "\uE013";
    static final String RIGHT = "\uE014";
    static final String DOWN = "\uE015";

    private Key() {
    }
}
