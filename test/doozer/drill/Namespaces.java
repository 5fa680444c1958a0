package doozer.drill;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A network of its own for each node, and one bridge between them: Linux, as root. What is cut is
 * lost on its way, one way or both, from all other nodes or from one, while clients, which are at
 * the bridge, still reach every node.
 *
 * <pre>
 *   clients -- bridge .254 --+-- .1 node 1
 *                            +-- .2 node 2
 * </pre>
 *
 * <p>A node is kept from another by a wrong hardware address for it, which nobody on the bridge
 * has: no packet filter is needed. All names have the process id of this JVM in them; everything
 * is removed by {@link #close}, and at the latest when this JVM ends.
 */
final class Namespaces implements Network {
    private static final String NOBODY = "02:00:00:00:00:01";
    private static final int MOST = 100;
    private static int made;

    private final String prefix;
    private final String subnet;
    private final String bridge;
    private final List<Inside> insides = new ArrayList<>();
    private final Thread hook = new Thread(this::remove, "removal of namespaces");
    private boolean isRemoved;

    /** One namespace: its interface and the one at the bridge, its address, where its node is. */
    private record Inside(String name, String device, String outer, String ip, Place place) {
    }

    Namespaces() {
        long pid = ProcessHandle.current().pid();
        int number = nextNumber();
        // A name of an interface has 15 characters at most.
        prefix = mark() + Integer.toString(number, 36);
        subnet = "10." + (128 + pid / 64 % 64) + "." + (pid % 64 * 4 + number % 4);
        bridge = prefix + "b";
        Runtime.getRuntime().addShutdownHook(hook);
        ip("link add " + bridge + " type bridge");
        ip("addr add " + subnet + ".254/24 dev " + bridge);
        ip("link set " + bridge + " up");
    }

    /** What every name has in it that this JVM gives. */
    static String mark() {
        return "dz" + Long.toString(ProcessHandle.current().pid(), 36) + "x";
    }

    private static synchronized int nextNumber() {
        return made++;
    }

    /** Why there can be none here; null when there can. */
    static String whyNot() {
        String trial = mark() + "t";
        try {
            String failure = run("ip netns add " + trial);
            if (failure == null) failure = run("ip link add " + trial + " type bridge");
            run("ip link del " + trial);
            run("ip netns del " + trial);
            return failure;
        } catch (DrillException e) {
            return e.getMessage();
        }
    }

    @Override
    public Place newPlace() {
        int number = insides.size() + 1;
        if (number > MOST) throw new DrillException("more than " + MOST + " namespaces");
        String name = prefix + "n" + number;
        String outer = prefix + "v" + number;
        String inner = prefix + "p" + number;
        String address = subnet + "." + number;
        String listen = address + ":8046";
        Inside inside = new Inside(name, inner, outer, address,
                new Place(List.of("ip", "netns", "exec", name), listen, listen));
        insides.add(inside);
        ip("netns add " + name);
        ip("link add " + outer + " type veth peer name " + inner);
        ip("link set " + inner + " netns " + name);
        ip("link set " + outer + " master " + bridge);
        ip("link set " + outer + " up");
        ip("-n " + name + " addr add " + address + "/24 dev " + inner);
        ip("-n " + name + " link set " + inner + " up");
        ip("-n " + name + " link set lo up");
        return inside.place();
    }

    @Override
    public List<Way> ways() {
        return List.of(Way.values());
    }

    @Override
    public void isolate(Place place, Way way) {
        Inside one = inside(place);
        for (Inside other : insides) {
            if (other == one) continue;
            if (way != Way.OUT) cut(other, one);
            if (way != Way.IN) cut(one, other);
        }
    }

    /** Nothing that the one sends reaches the other. */
    void cut(Place from, Place to) {
        cut(inside(from), inside(to));
    }

    private void cut(Inside from, Inside to) {
        ip("-n " + from.name() + " neigh replace " + to.ip() + " lladdr " + NOBODY + " dev "
                + from.device() + " nud permanent");
    }

    private Inside inside(Place place) {
        return insides.stream().filter(one -> one.place().equals(place)).findFirst().orElseThrow();
    }

    @Override
    public void heal() {
        // They are asked for anew: no node keeps a wrong one.
        for (Inside one : insides) {
            ip("-n " + one.name() + " neigh flush all nud permanent");
        }
    }

    @Override
    public void close() {
        remove();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private synchronized void remove() {
        if (isRemoved) return;
        isRemoved = true;
        for (Inside one : insides) {
            // Both of the pair; with the namespace they would go some time later.
            run("ip link del " + one.outer());
            run("ip netns del " + one.name());
        }
        run("ip link del " + bridge);
    }

    private static void ip(String arguments) {
        String failure = run("ip " + arguments);
        if (failure != null) throw new DrillException(failure);
    }

    /** Runs a command; gives what went wrong, or null. */
    private static String run(String command) {
        try {
            Process process = new ProcessBuilder(command.split(" "))
                    .redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(),
                    StandardCharsets.UTF_8).strip();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return command + " does not end";
            }
            return process.exitValue() == 0 ? null : command + ": " + said;
        } catch (IOException e) {
            return command + ": " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return command + ": interrupted";
        }
    }
}
