package doozer.net;

import doozer.wire.Address;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The listening sockets of a loop, each with its door. Owned by the loop's thread once it runs. */
final class Listeners {
    private final Selector selector;
    private final ArrayList<Listener> all = new ArrayList<>(3);

    private BooleanSupplier makesRoom = () -> false;

    Listeners(Selector selector) {
        this.selector = selector;
    }

    /** Where none can be accepted, that may make room; whether it has. */
    void makesRoom(BooleanSupplier newMakesRoom) {
        makesRoom = newMakesRoom;
    }

    /** Opens one; gives its port. */
    int open(Address address, Door door) throws IOException {
        Listener listener = Listener.open(address, selector, door);
        all.add(listener);
        return listener.port();
    }

    /** Closes all with that door. */
    void close(Door door) {
        for (Listener listener : List.copyOf(all)) {
            if (listener.door() != door) continue;
            all.remove(listener);
            listener.close();
        }
    }

    /** Takes what has come, up to a bound. */
    void acceptAll(Listener listener, long nowNanos) {
        Door door = listener.door();
        try {
            for (int i = door.acceptsATurn(); i > 0; i--) {
                SocketChannel channel = listener.accept();
                if (channel == null) return;
                door.admit(channel);
            }
        } catch (IOException e) {
            // No descriptor left, most likely: trying again at once would spin, but for room made.
            boolean hasRoom = makesRoom.getAsBoolean();
            for (Listener one : all) {
                boolean comesLast = one.door().comesLast();
                if (comesLast || one == listener && !hasRoom) one.rest(nowNanos);
            }
            door.onCannotAccept("cannot accept: " + e.getMessage());
        }
    }

    /** Goes on with those whose rest is over. Gives nanoseconds until the next one's is. */
    long wake(long nowNanos) {
        long wait = Long.MAX_VALUE;
        for (int i = 0; i < all.size(); i++) wait = Math.min(wait, all.get(i).wake(nowNanos));
        return wait;
    }
}
