package doozer.backup;

import java.util.Comparator;

/** The order of a walk: depth first, the names of each directory by their bytes. Stateless. */
final class PathOrder implements Comparator<String> {
    static final PathOrder WALK = new PathOrder();

    private PathOrder() {
    }

    @Override
    public int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x == y) continue;
            // Where a name ends comes before where it goes on, whatever with.
            if (x == '/') return -1;
            return y == '/' ? 1 : Character.compare(x, y);
        }
        return Integer.compare(a.length(), b.length());
    }
}
