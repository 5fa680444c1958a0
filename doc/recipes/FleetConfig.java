import doozer.client.DoozerClient;
import doozer.client.Event;
import doozer.client.Watch;
import doozer.client.WatchOptions;
import java.nio.charset.StandardCharsets;

/**
 * One configuration file, and processes that follow it: each runs by the newest version that there
 * is, from its first moment on, and prints every version that it runs by.
 *
 * <p>java -cp doozer-client.jar doc/recipes/FleetConfig.java URI NAME
 */
class FleetConfig {
    private static final String FILE = "/config/fleet";

    public static void main(String... args) {
        try (DoozerClient client = DoozerClient.builder().uri(args[0]).connect();
                Watch changes = client.watch(WatchOptions.of(FILE).walkFirst())) {
            while (!System.out.checkError()) {
                Event event = changes.next();
                String config = event.kind() == Event.Kind.DEL ? "built-in defaults"
                        : new String(event.body(), StandardCharsets.UTF_8);
                System.out.println(args[1] + " runs by " + event.revision() + ": " + config);
            }
        }
    }
}
