package doozer.client.recipes;

import doozer.client.DoozerClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Says that a service is to be had here, for as long as this process lives and does not close this.
 * The file {@code <directory>/<service>/<id>} holds the address. Any thread.
 */
public final class ServiceRegistration implements AutoCloseable {
    private final PersistentFile file;

    private ServiceRegistration(PersistentFile file) {
        this.file = file;
    }

    /**
     * Registers it.
     *
     * @param directory that of all services
     * @param instance its token is not used
     * @param ttl how long it takes at most until it is taken off the list when the process is gone
     */
    public static ServiceRegistration of(DoozerClient client, String directory,
            ServiceInstance instance, Duration ttl) {
        String path = directory + "/" + instance.service() + "/" + instance.id();
        byte[] address = instance.address().getBytes(StandardCharsets.UTF_8);
        return new ServiceRegistration(PersistentFile.of(client, path, address, ttl));
    }

    /** Waits until it is registered; false when it is not in time. */
    public boolean await(Duration timeout) {
        return file.await(timeout);
    }

    /** What it is registered by; null while it is not. */
    public Held held() {
        return file.held();
    }

    /** Takes it off the list. */
    @Override
    public void close() {
        file.close();
    }
}
