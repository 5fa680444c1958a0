import doozer.client.DoozerClient;
import doozer.client.recipes.Held;
import doozer.client.recipes.LeaderLatch;
import doozer.client.recipes.LeaderListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/**
 * The election of a master. What is acted on takes no order of one whose successor it has heard.
 *
 * <p>java -cp doozer-client.jar doc/recipes/MasterElection.java observe PORT
 * <br>java -cp doozer-client.jar doc/recipes/MasterElection.java stand URI NAME PORT
 */
class MasterElection {
    private static long highest;

    public static void main(String... args) throws Exception {
        if (args[0].equals("stand")) stand(args[1], args[2], Integer.parseInt(args[3]));
        try (ServerSocket port = new ServerSocket(Integer.parseInt(args[1]))) {
            while (true) {
                Socket candidate = port.accept();
                new Thread(() -> obey(candidate)).start();
            }
        }
    }

    private static void obey(Socket candidate) {
        try (BufferedReader orders = new BufferedReader(
                new InputStreamReader(candidate.getInputStream()))) {
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                synchronized (MasterElection.class) {
                    long token = Long.parseLong(order.substring(0, order.indexOf(' ')));
                    System.out.println((token < highest ? "refused " : "done ") + order);
                    highest = Math.max(highest, token);
                }
            }
        } catch (IOException e) {
            // A candidate that dies says nothing more.
        }
    }

    private static void stand(String uri, String name, int port) throws Exception {
        DoozerClient client = DoozerClient.builder().uri(uri).connect();
        PrintStream orders = new PrintStream(new Socket("127.0.0.1", port).getOutputStream());
        LeaderLatch latch = LeaderLatch.of(client, "/masters/db", Duration.ofSeconds(2),
                LeaderListener.NONE);
        while (!orders.checkError()) {
            Held master = latch.await(Duration.ofSeconds(1));
            if (master != null) orders.println(master.token() + " " + name);
            Thread.sleep(10);
        }
        System.exit(0);
    }
}
