package doozer.server;

import doozer.wire.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;

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

    /**
     * The address that others are told: {@code advertise}, with the port that we got where it says
     * 0, and with the machine's own address where it says all of them, if there is no doubt which.
     *
     * @throws OptionException when there is more than one to choose from
     */
    static Address toAdvertise(Address advertise, int port) throws OptionException {
        int chosen = advertise.port() == 0 ? port : advertise.port();
        if (!advertise.isWildcard()) return new Address(advertise.host(), chosen);
        ArrayList<String> hosts = ownHosts();
        if (hosts.size() > 1) {
            throw OptionException.badOption("-listen " + advertise + " is no address that others"
                    + " could be told, and this machine has several: choose one with -advertise,"
                    + " from " + String.join(", ", hosts));
        }
        return new Address(hosts.isEmpty() ? "127.0.0.1" : hosts.get(0), chosen);
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

    /** Why an address cannot be listened on, in a line that says what to do. */
    static String cannotListen(Address address, IOException why) {
        if (why instanceof UnknownHostException) {
            return "cannot listen on " + address + ": no such host; check -listen";
        }
        return "cannot listen on " + address + ": " + why.getMessage()
                + "; choose another address with -listen, or stop what uses it";
    }
}
