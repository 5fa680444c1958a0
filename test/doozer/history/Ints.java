package doozer.history;

import java.util.Arrays;

/** A list of numbers that grows, and that can be searched while they rise. */
final class Ints {
    private int[] values = new int[8];
    private int size;

    void add(int value) {
        if (size == values.length) values = Arrays.copyOf(values, size * 2);
        values[size++] = value;
    }

    void addAll(Ints other) {
        for (int i = 0; i < other.size; i++) add(other.values[i]);
    }

    int get(int i) {
        return values[i];
    }

    int size() {
        return size;
    }

    void sort() {
        Arrays.sort(values, 0, size);
    }

    /** The place of the first one that is not below a number: the size when there is none. */
    int ceiling(int least) {
        int found = Arrays.binarySearch(values, 0, size, least);
        return found >= 0 ? found : -found - 1;
    }

    /** The place of the last one that is not above a number: -1 when there is none. */
    int floor(int most) {
        int found = Arrays.binarySearch(values, 0, size, most);
        return found >= 0 ? found : -found - 2;
    }
}
