package doozer.paxos;

import java.util.Arrays;
import java.util.List;

/** The values of these tests, and what the toy state machine of {@link Member} makes of them. */
final class Words {
    /** Changes nothing. */
    static final Value FILLER = new Word("filler", 1);

    private Words() {
    }

    /** A word to remember, of any weight. */
    record Word(String text, int weight) implements Value { }

    /** New voters, if the version is still that one. */
    record Change(long expectedVersion, List<Integer> voters) implements Value {
        @Override
        public int weight() {
            return 10;
        }
    }

    /** A new member. */
    record Admit(int member) implements Value {
        @Override
        public int weight() {
            return 4;
        }
    }

    static Value word(String text) {
        return new Word(text, text.length());
    }

    static Value heavy(String text, int weight) {
        return new Word(text, weight);
    }

    static Value change(long expectedVersion, int... voters) {
        return new Change(expectedVersion, Arrays.stream(voters).sorted().boxed().toList());
    }
}
