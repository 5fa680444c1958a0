package doozer.drill;

import java.util.List;

/** The loopback interface as it is: nothing can be cut. */
final class PlainNetwork implements Network {
    @Override
    public Place newPlace() {
        String address = "127.0.0.1:" + Ports.next();
        return new Place(List.of(), address, address);
    }

    @Override
    public List<Way> ways() {
        return List.of();
    }

    @Override
    public void isolate(Place place, Way way) {
        throw new DrillException("this network cannot be cut");
    }

    @Override
    public void heal() {
    }

    @Override
    public void close() {
    }
}
