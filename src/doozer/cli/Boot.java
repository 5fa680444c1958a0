package doozer.cli;

import doozer.client.DoozerClient;
import doozer.client.WalkedFile;
import doozer.wire.Address;
import doozer.wire.DoozerUri;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Finds the addresses of a cluster that is known by name only, in another cluster. Stateless. */
final class Boot {
    private Boot() {
    }

    /** The same cluster, with the addresses that the boot cluster has for its name. */
    static DoozerUri withAddresses(DoozerUri uri, Call call) throws CommandException {
        DoozerUri boot = call.boot();
        if (boot == null) {
            throw CommandException.failed("invalid uri: it has a name and no address: add"
                    + " ca=HOST:PORT, or name a cluster to ask with -b or DOOZER_BOOT_URI");
        }
        if (boot.addresses().isEmpty()) {
            throw CommandException.failed("invalid uri: that of -b or DOOZER_BOOT_URI needs an"
                    + " address: add ca=HOST:PORT");
        }
        String folder = "/ctl/ns/" + uri.name();
        List<Address> addresses;
        try (DoozerClient client = call.connect(boot)) {
            addresses = addresses(client.walk(folder + "/*"));
        }
        if (addresses.isEmpty()) {
            throw CommandException.failed("no cluster is called " + uri.name() + " at " + boot
                    + ": it has no address below " + folder);
        }
        return new DoozerUri(addresses, uri.name(), uri.secret());
    }

    /** The bodies that are addresses: one that is not does not hide those that are. */
    private static List<Address> addresses(List<WalkedFile> files) {
        List<Address> addresses = new ArrayList<>();
        for (WalkedFile file : files) {
            try {
                addresses.add(Address.parse(new String(file.body(), StandardCharsets.UTF_8)));
            } catch (IllegalArgumentException e) {
                // The cluster's other members are as good.
            }
        }
        return addresses;
    }
}
