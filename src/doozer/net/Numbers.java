package doozer.net;

import java.util.Arrays;

/**
 * Numbers for those that are open, of which the one that was last given back is used next. Owned by
 * the loop's thread.
 */
final class Numbers {
    private Endpoint[] byNumber = new Endpoint[16];
    private int[] free = new int[16];
    private int freeCount;
    private int used;

    /** The one with that number, or null. */
    Endpoint get(int number) {
        return byNumber[number];
    }

    void give(Endpoint endpoint) {
        int number = freeCount > 0 ? free[--freeCount] : used++;
        if (number == byNumber.length) byNumber = Arrays.copyOf(byNumber, number * 2);
        byNumber[number] = endpoint;
        endpoint.give(number);
    }

    void takeBack(Endpoint endpoint) {
        byNumber[endpoint.number()] = null;
        if (freeCount == free.length) free = Arrays.copyOf(free, freeCount * 2);
        free[freeCount++] = endpoint.number();
    }
}
