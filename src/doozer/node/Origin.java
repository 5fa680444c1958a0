package doozer.node;

import java.util.ArrayList;
import java.util.List;

/**
 * What a cluster comes from. Immutable.
 *
 * @param parent the cluster, or the epoch of this one, whose state it began with; null when it
 *     began with nothing
 * @param gaps revisions that are lost, the lowest first
 */
public record Origin(ClusterId parent, List<Gap> gaps) {
    /** Of a cluster that begins with nothing. */
    static final Origin NOTHING = new Origin(null, List.of());

    /** How many gaps are known; of more, the oldest are forgotten. */
    static final int MAX_GAPS = 1_000;

    /** As a condition no revision of a file fulfils it, nor a missing file. */
    private static final long NEVER = -3;

    /** Copies the list of gaps. */
    public Origin {
        gaps = List.copyOf(gaps);
    }

    /** That of who goes on from a state of that cluster with these gaps: the last is the newest. */
    static Origin of(ClusterId parent, List<Gap> gaps, Gap last) {
        ArrayList<Gap> all = new ArrayList<>(gaps);
        all.add(last);
        return new Origin(parent, all.subList(Math.max(0, all.size() - MAX_GAPS), all.size()));
    }

    /**
     * That of who goes on from a state of the cluster with that lineage.
     *
     * @param lineage see {@link Genesis#lineage}
     * @param last the gap behind that state
     * @throws IllegalArgumentException when it is none
     */
    static Origin of(String lineage, Gap last) {
        String[] words = lineage.split(" ");
        ArrayList<Gap> gaps = new ArrayList<>();
        long before = 0;
        for (int i = 1; i < words.length; i++) {
            int dash = words[i].indexOf('-');
            Gap gap = new Gap(number(words[i], 0, Math.max(0, dash)),
                    number(words[i], dash + 1, words[i].length()));
            if (gap.last() < before || gap.end() <= gap.last() || gap.end() > last.last()) {
                throw new IllegalArgumentException("no gap in the revisions: " + words[i]);
            }
            before = gap.end();
            gaps.add(gap);
        }
        return of(ClusterId.parse(words[0]), gaps, last);
    }

    /** See {@link Genesis#lineage}: that of this cluster, which comes from this. */
    String lineage(ClusterId id) {
        StringBuilder text = new StringBuilder(id.text());
        for (Gap gap : gaps) {
            text.append(' ').append(gap.last()).append('-').append(gap.end());
        }
        return text.toString();
    }

    private static long number(String word, int from, int to) {
        try {
            return Long.parseLong(word, from, to, 10);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("no gap in the revisions: " + word, e);
        }
    }

    /** The end of the last gap. */
    long end() {
        return gaps.get(gaps.size() - 1).end();
    }

    /**
     * The condition of a write as it is to be judged: whoever names a revision that is lost has
     * seen what is not there any more, so that nothing is as it believes.
     */
    long condition(long revision) {
        for (Gap gap : gaps) {
            if (gap.has(revision)) return NEVER;
        }
        return revision;
    }
}
