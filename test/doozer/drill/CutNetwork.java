package doozer.drill;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The loopback interface with a {@link CutProxy} in front of each member. Owned by one thread. */
final class CutNetwork implements Network {
    private final CutFaults faults;
    private final List<InetSocketAddress> members = new CopyOnWriteArrayList<>();
    private final List<CutProxy> proxies = new ArrayList<>();

    CutNetwork(CutFaults faults) {
        this.faults = faults;
    }

    @Override
    public Place newPlace() {
        int port = Ports.next();
        CutProxy proxy = new CutProxy(faults, new InetSocketAddress("127.0.0.1", port), members);
        proxies.add(proxy);
        return new Place(List.of(), "127.0.0.1:" + port, proxy.address());
    }

    @Override
    public List<Way> ways() {
        return List.of();
    }

    @Override
    public void isolate(Place place, Way way) {
        throw new DrillException("this network cannot cut members off");
    }

    @Override
    public void heal() {
        faults.turn(false);
    }

    @Override
    public void close() {
        proxies.forEach(CutProxy::close);
    }
}
