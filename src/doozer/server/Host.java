package doozer.server;

import doozer.wire.Address;
import doozer.wire.DoozerUri;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;

/** What a server has to know of the machine it runs on. Stateless; any thread. */
final class Host {
    private static final Path KERNEL_NAME = Path.of("/proc/sys/kernel/hostname");

    private Host() {
    }

    /** The machine's name. From the kernel where it tells: a resolver may take seconds. */
    static String name() {
        try {
            if (Files.isReadable(KERNEL_NAME)) return Files.readString(KERNEL_NAME).trim();
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** Whether it is at this machine, as far as its resolver tells. */
    static boolean isOwn(Address address) {
        try {
            InetAddress ip = InetAddress.getByName(address.host());
            return ip.isLoopbackAddress() || NetworkInterface.getByInetAddress(ip) != null;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a process that listens at {@code listen} is the one that answers there. */
    static boolean isSame(Address address, Address listen) {
        if (address.port() != listen.port() || !isOwn(address)) return false;
        if (listen.isWildcard()) return true;
        try {
            return InetAddress.getByName(address.host())
                    .equals(InetAddress.getByName(listen.host()));
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether others cannot reach it though its name looks as if they could. */
    static boolean isLoopbackByName(Address address) {
        if (address.isLoopback() || address.isWildcard()) return false;
        try {
            return InetAddress.getByName(address.host()).isLoopbackAddress();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The address that others are told: {@code advertise}, with the port that we got where it says
     * 0. Where it says all addresses of the machine, the one that the others see who are to be
     * reached; with nobody to be reached, the only one that there is.
     *
     * @throws OptionException when it is in doubt which
     */
    static Address toAdvertise(Address advertise, int port, List<Address> others)
            throws OptionException {
        int chosen = advertise.port() == 0 ? port : advertise.port();
        if (!advertise.isWildcard()) return new Address(advertise.host(), chosen);
        if (!others.isEmpty()) {
            String seen = seenBy(others);
            if (seen == null) throw inDoubt(advertise, ownHosts());
            return new Address(seen, chosen);
        }
        ArrayList<String> hosts = ownHosts();
        if (hosts.size() > 1) throw inDoubt(advertise, hosts);
        return new Address(hosts.isEmpty() ? "127.0.0.1" : hosts.get(0), chosen);
    }

    /**
     * Checks that whoever reads {@code advertise} in the cluster of {@code boot} can connect to it:
     * an address that means every machine itself would have each take the others for itself.
     */
    static void checkReachable(Address advertise, DoozerUri boot) throws OptionException {
        if (!advertise.isLoopback()) return;
        for (Address address : boot.addresses()) {
            if (isOwn(address)) return;
        }
        throw OptionException.badOption("-boot " + boot + " is on another machine, where "
                + advertise + " means that one: say where this one is with -listen");
    }

    private static OptionException inDoubt(Address advertise, List<String> hosts) {
        String choice = hosts.isEmpty() ? "" : ", from " + String.join(", ", hosts);
        return OptionException.badOption("-listen " + advertise + " is no address that others"
                + " could be told, and it is in doubt which of this machine's could: choose one"
                + " with -advertise" + choice);
    }

    /**
     * Our address on the way to the first of them where it is not loopback; of loopback only if
     * there is no other, as a machine may have its own name for that. Null if none will do.
     */
    private static String seenBy(List<Address> others) {
        String loopback = null;
        for (Address other : others) {
            InetAddress own = onTheWayTo(other);
            if (own == null) continue;
            if (!own.isLoopbackAddress()) return own.getHostAddress();
            if (loopback == null) loopback = own.getHostAddress();
        }
        return loopback;
    }

    /** Connects a socket of datagrams, which asks the routes of the kernel and sends nothing. */
    private static InetAddress onTheWayTo(Address other) {
        try (DatagramSocket socket = new DatagramSocket()) {
            InetAddress there = InetAddress.getByName(other.host());
            socket.connect(new InetSocketAddress(there, other.port()));
            InetAddress own = socket.getLocalAddress();
            // Who is elsewhere would look for it there.
            boolean isReachable = !own.isLoopbackAddress() || there.isLoopbackAddress();
            return own.isAnyLocalAddress() || !isReachable ? null : own;
        } catch (IOException e) {
            return null;
        }
    }

    /** Addresses that others may reach: neither loopback nor valid on one link only. */
    private static ArrayList<String> ownHosts() {
        ArrayList<String> hosts = new ArrayList<>();
        try {
            Enumeration<NetworkInterface> all = NetworkInterface.getNetworkInterfaces();
            while (all != null && all.hasMoreElements()) {
                NetworkInterface next = all.nextElement();
                if (next.isUp()) addHosts(next, hosts);
            }
        } catch (SocketException e) {
            hosts.clear();
        }
        return hosts;
    }

    private static void addHosts(NetworkInterface from, ArrayList<String> hosts) {
        Enumeration<InetAddress> addresses = from.getInetAddresses();
        while (addresses.hasMoreElements()) {
            InetAddress address = addresses.nextElement();
            if (address.isLoopbackAddress() || address.isLinkLocalAddress()) continue;
            hosts.add(address.getHostAddress());
        }
    }

    /** Why none of these addresses can be listened on, in a line that says what to do. */
    static String cannotListen(List<Address> addresses, IOException why) {
        StringBuilder all = new StringBuilder();
        for (Address address : addresses) {
            all.append(all.length() == 0 ? "" : " or ").append(address);
        }
        if (why instanceof UnknownHostException) {
            return "cannot listen on " + all + ": no such host; check -listen";
        }
        return "cannot listen on " + all + ": " + why.getMessage()
                + "; choose another address with -listen, or stop what uses it";
    }
}
