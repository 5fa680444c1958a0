package doozer.bench.cluster;

import java.io.ByteArrayOutputStream;

/**
 * Where a message of the bare relay goes next, and from there. Immutable.
 *
 * <pre>
 *   bytes of a route: for each next hop   who   length of the route from there   that route
 * </pre>
 */
final class Route {
    /** Clients have numbers from here on, nodes below. */
    static final int FIRST_CLIENT = 10;

    private final int to;
    private final Route[] then;

    private Route(int to, Route... then) {
        this.to = to;
        this.then = then;
    }

    /** A hop to a node or a client, and what follows there. */
    static Route to(int whom, Route... then) {
        return new Route(whom, then);
    }

    /** The bytes of several that begin at one place. */
    static byte[] encode(Route... routes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Route route : routes) {
            byte[] rest = encode(route.then);
            out.write(route.to);
            out.write(rest.length);
            out.writeBytes(rest);
        }
        return out.toByteArray();
    }
}
