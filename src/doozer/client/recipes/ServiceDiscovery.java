package doozer.client.recipes;

import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.client.Event;
import doozer.client.WalkedFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Who offers which service, as of now: see {@link ServiceRegistration}. Any thread. */
public final class ServiceDiscovery implements AutoCloseable {
    private final String directory;
    private final TreeCache cache;

    private record Changes(Runnable action) implements CacheListener {
        @Override
        public void onStep(List<Event> events) {
            action.run();
        }

        @Override
        public void onEnd(DoozerException reason) {
            action.run();
        }
    }

    private ServiceDiscovery(String directory, TreeCache cache) {
        this.directory = directory;
        this.cache = cache;
    }

    /**
     * Begins to follow all services.
     *
     * @param directory that of all services
     * @param onChange run after each change, and when no more come, on the client's callback thread
     */
    public static ServiceDiscovery of(DoozerClient client, String directory, Runnable onChange) {
        return new ServiceDiscovery(directory,
                TreeCache.of(client, directory + "/*/*", new Changes(onChange)));
    }

    /** Waits until it knows all; false when it does not in time. */
    public boolean await(Duration timeout) {
        return cache.awaitReady(timeout);
    }

    /** Those that offer a service, by id. */
    public List<ServiceInstance> instances(String service) {
        List<ServiceInstance> instances = new ArrayList<>();
        String from = directory + "/" + service + "/";
        // No name comes after a slash and before the next character.
        for (WalkedFile file : cache.files().subMap(from, from + Character.MAX_VALUE).values()) {
            instances.add(new ServiceInstance(service, file.path().substring(from.length()),
                    new String(file.body(), StandardCharsets.UTF_8), file.revision()));
        }
        return instances;
    }

    /** Why they are not followed any more, and what is told is of before; null while they are. */
    public DoozerException reason() {
        return cache.reason();
    }

    /** Follows them no more. */
    @Override
    public void close() {
        cache.close();
    }
}
