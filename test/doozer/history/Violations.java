package doozer.history;

import java.util.ArrayList;
import java.util.List;

/** Sentences about what is wrong; the first ones, and how many more there were. */
final class Violations {
    private static final int MOST = 20;

    private final List<String> sentences = new ArrayList<>();
    private int more;

    void add(String sentence) {
        if (sentences.size() < MOST) sentences.add(sentence);
        else more++;
    }

    void addAll(Violations others) {
        others.sentences.forEach(this::add);
        more += others.more;
    }

    List<String> list() {
        if (more == 0) return List.copyOf(sentences);
        List<String> all = new ArrayList<>(sentences);
        all.add("and " + more + " more");
        return all;
    }
}
