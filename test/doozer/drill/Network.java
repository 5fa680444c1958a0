package doozer.drill;

import java.util.List;

/** What lies between the nodes of one cluster, and can be broken. Owned by one thread. */
interface Network extends AutoCloseable {

    /**
     * Where a node is.
     *
     * @param launcher what stands before its command line
     * @param listen what it listens on, where clients reach it whatever is cut between nodes
     * @param advertise what other nodes are told
     */
    record Place(List<String> launcher, String listen, String advertise) {
        @Override
        public String toString() {
            return listen;
        }
    }

    /** Which way nothing goes any more. */
    enum Way {
        /** To the node. */
        IN,
        /** From the node. */
        OUT,
        /** Neither. */
        BOTH
    }

    /** A place for one more node. */
    Place newPlace();

    /** Which ways this can cut; none for a network that cannot. */
    List<Way> ways();

    /** Nothing goes from or to a node any more; connections stay open, and nobody is told. */
    void isolate(Place place, Way way);

    /** Everything goes everywhere. */
    void heal();

    @Override
    void close();

    /** The best that this machine allows, or what the property {@code network} asks for. */
    static Network open() {
        String wanted = System.getProperty("network", "auto");
        return switch (wanted) {
            case "auto" -> {
                String why = Namespaces.whyNot();
                if (why == null) yield new Namespaces();
                System.out.println("NO NAMESPACES, so cuts go through proxies, one way only: "
                        + why);
                yield new ProxiedNetwork();
            }
            case "namespaces" -> new Namespaces();
            case "proxies" -> new ProxiedNetwork();
            case "plain" -> new PlainNetwork();
            default -> throw new IllegalArgumentException("network=" + wanted
                    + " is none of auto, namespaces, proxies and plain");
        };
    }
}
