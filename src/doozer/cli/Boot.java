package doozer.cli;

import doozer.client.DoozerClient;
import doozer.client.NameFolder;
import doozer.wire.Address;
import doozer.wire.DoozerUri;
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
        List<Address> addresses;
        try (DoozerClient client = call.connect(boot)) {
            addresses = NameFolder.addresses(client.walk(NameFolder.glob(uri.name())));
        }
        if (addresses.isEmpty()) {
            throw CommandException.failed("no cluster is called " + uri.name() + " at " + boot
                    + ": it has no address below " + NameFolder.path(uri.name()));
        }
        return new DoozerUri(addresses, uri.name(), uri.secret());
    }
}
