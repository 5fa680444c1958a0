package doozer.drill;

import java.util.function.Consumer;

/**
 * One row of the drill.
 *
 * @param fault what happens, in words
 * @param load where clients write
 * @param nodes voters, and standbys beside them
 * @param original what the original did
 * @param scenario what happens: given a run whose cluster is up, it ends when all is over
 */
record Row(String fault, Load load, Nodes nodes, Original original, Consumer<Run> scenario) {

    /** Where clients write. */
    enum Load {
        ONE("one"), EACH("each"), AT_ONCE("one, next set at once");

        private final String text;

        Load(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** How many nodes there are. */
    record Nodes(int voters, int standbys) {
        static final Nodes ONE = new Nodes(1, 0);
        static final Nodes THREE = new Nodes(3, 0);
        static final Nodes THREE_AND_ONE = new Nodes(3, 1);
    }

    /** Whether it has a network that has to be cut. */
    boolean cuts() {
        return fault.startsWith("cut off");
    }

    String title() {
        return fault + ", client on " + load;
    }
}
