package doozer.client.recipes;

import doozer.client.DoozerClient;
import doozer.client.WalkedFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Who offers which service, as of now: see {@link ServiceRegistration}. Any thread. */
public final class ServiceDiscovery implements AutoCloseable {
    private final String directory;
    private final TreeCache cache;

    private ServiceDiscovery(String directory, TreeCache cache) {
        this.directory = directory;
        this.cache = cache;
    }

    /**
     * Begins to follow all services.
     *
     * @param directory that of all services
     * @param onChange run after each change, on the client's callback thread
     */
    public static ServiceDiscovery of(DoozerClient client, String directory, Runnable onChange) {
        return new ServiceDiscovery(directory,
                TreeCache.of(client, directory + "/*/*", events -> onChange.run()));
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

    /** Follows them no more. */
    @Override
    public void close() {
        cache.close();
    }
}
