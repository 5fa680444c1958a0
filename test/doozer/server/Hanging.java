package doozer.server;

import doozer.wire.Address;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A world whose DzNS hangs from the second connection on, until it is released. */
record Hanging(Names.World world, CountDownLatch released, AtomicInteger connections)
        implements Names.World {
    Hanging(Names.World world, CountDownLatch released) {
        this(world, released, new AtomicInteger());
    }

    @Override
    public Names connect() throws IOException, OptionException {
        try {
            if (connections.incrementAndGet() > 1) released.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return world.connect();
    }

    @Override
    public String idAt(Address address) {
        return world.idAt(address);
    }

    @Override
    public boolean isOurs(Address address) {
        return world.isOurs(address);
    }

    @Override
    public void pause(long nanos) throws InterruptedException {
        world.pause(nanos);
    }

    @Override
    public long nowNanos() {
        return world.nowNanos();
    }
}
