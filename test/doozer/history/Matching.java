package doozer.history;

import java.util.Arrays;

/** Finds partners for all of the left side, by Kuhn's augmenting paths. Owned by one thread. */
final class Matching {
    private final boolean[][] edges;
    /** For each of the right side its partner, or -1. */
    private final int[] partners;

    private Matching(boolean[][] edges, int right) {
        this.edges = edges;
        partners = new int[right];
        Arrays.fill(partners, -1);
    }

    /**
     * The first of the left side for which there is no partner any more, or -1 when each has one of
     * its own.
     *
     * @param edges for each of the left side, who of the right side it could have
     */
    static int firstAlone(boolean[][] edges, int right) {
        Matching matching = new Matching(edges, right);
        for (int left = 0; left < edges.length; left++) {
            if (!matching.place(left, new boolean[right])) return left;
        }
        return -1;
    }

    private boolean place(int left, boolean[] tried) {
        for (int right = 0; right < tried.length; right++) {
            if (!edges[left][right] || tried[right]) continue;
            tried[right] = true;
            if (partners[right] < 0 || place(partners[right], tried)) {
                partners[right] = left;
                return true;
            }
        }
        return false;
    }
}
