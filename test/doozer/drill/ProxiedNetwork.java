package doozer.drill;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The loopback interface with a proxy in front of each node, whose address is the one that others
 * are told. Whoever dials a proxy looks like anybody else; and a node sends to others on the
 * connections that it has dialled, through their proxies. So only what goes to a node can be cut,
 * from all others at once.
 */
final class ProxiedNetwork implements Network {
    private final Map<Place, FaultProxy> proxies = new LinkedHashMap<>();

    @Override
    public Place newPlace() {
        int port = Ports.next();
        FaultProxy proxy = FaultProxy.start(Ports.next(),
                new InetSocketAddress("127.0.0.1", port));
        Place place = new Place(List.of(), "127.0.0.1:" + port, "127.0.0.1:" + proxy.port());
        proxies.put(place, proxy);
        return place;
    }

    /** The proxy in front of a node. */
    FaultProxy proxy(Place place) {
        return proxies.get(place);
    }

    @Override
    public List<Way> ways() {
        return List.of(Way.IN);
    }

    @Override
    public void isolate(Place place, Way way) {
        if (way != Way.IN) throw new DrillException("a proxy cuts only what goes to its node");
        proxies.get(place).cut(FaultProxy.Direction.TO_TARGET);
        proxies.get(place).cut(FaultProxy.Direction.FROM_TARGET);
    }

    @Override
    public void heal() {
        proxies.values().forEach(FaultProxy::heal);
    }

    @Override
    public void close() {
        proxies.values().forEach(FaultProxy::close);
    }
}
