package doozer.browser;

import java.util.ArrayList;
import java.util.List;

/** How well the colours of the page can be told apart, as WCAG 2 reckons it. Stateless. */
final class Contrast {
    private static final double AA = 4.5;
    /** Letters, and the grounds that they stand on. */
    private static final String[][] PAIRS = {
        {"text", "ground card hover chosen changed new deleted"},
        {"soft", "ground card hover chosen changed new"},
        {"accent", "card hover chosen ground"},
        {"good", "good-ground"}, {"bad", "bad-ground card"}, {"wait", "wait-ground"},
    };

    private Contrast() {
    }

    /** The pairs that are not good enough, in words. */
    static List<String> tooLow(Browser browser) {
        List<String> found = new ArrayList<>();
        for (String[] pair : PAIRS) {
            for (String ground : pair[1].split(" ")) {
                double a = luminance(browser, pair[0]);
                double b = luminance(browser, ground);
                double ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                if (!(ratio >= AA)) found.add(pair[0] + " on " + ground + ": " + ratio);
            }
        }
        return found;
    }

    private static double luminance(Browser browser, String name) {
        String hex = (String) browser.run("return getComputedStyle(document.documentElement)"
            + ".getPropertyValue('--' + arguments[0]).trim()", name);
        int colour = Integer.parseInt(hex.substring(1), 16);
        return 0.2126 * linear(colour >> 16) + 0.7152 * linear(colour >> 8 & 255)
            + 0.0722 * linear(colour & 255);
    }

    private static double linear(int channel) {
        double part = channel / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }
}
