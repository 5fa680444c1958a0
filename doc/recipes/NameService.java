import doozer.client.DoozerClient;
import doozer.client.recipes.ServiceDiscovery;
import doozer.client.recipes.ServiceInstance;
import doozer.client.recipes.ServiceRegistration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A name service: a server that moves from address to address, and clients that know at once. Prints
 * how long it took until all of them had seen it.
 *
 * <p>java -cp doozer-client.jar doc/recipes/NameService.java URI CLIENTS MOVES
 */
class NameService {
    private static final Duration TTL = Duration.ofSeconds(5);

    /** One that uses the service, over a connection of its own; its queue has news. */
    record User(ServiceDiscovery services, LinkedBlockingQueue<String> news) {
        static User connect(String uri) {
            DoozerClient client = DoozerClient.builder().uri(uri).connect();
            LinkedBlockingQueue<String> news = new LinkedBlockingQueue<>();
            return new User(ServiceDiscovery.of(client, "/services", () -> news.add("")), news);
        }

        void awaitAddress(String address) throws InterruptedException {
            while (services.instances("web").stream().noneMatch(
                    one -> one.address().equals(address))) {
                news.take();
            }
        }
    }

    public static void main(String... args) throws InterruptedException {
        List<User> users = new ArrayList<>();
        for (int i = Integer.parseInt(args[1]); i > 0; i--) users.add(User.connect(args[0]));
        DoozerClient client = DoozerClient.builder().uri(args[0]).connect();
        for (int move = 1; move <= Integer.parseInt(args[2]); move++) {
            String address = "10.0.0." + move % 250 + ":80";
            ServiceInstance instance = new ServiceInstance("web", "1", address, 0);
            long begin = System.nanoTime();
            try (ServiceRegistration here =
                    ServiceRegistration.of(client, "/services", instance, TTL)) {
                for (User user : users) user.awaitAddress(address);
                System.out.printf("%s seen by %d clients after %.1f ms%n", address, users.size(),
                        (System.nanoTime() - begin) / 1e6);
            }
        }
        System.exit(0);
    }
}
