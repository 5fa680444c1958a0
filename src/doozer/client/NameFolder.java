package doozer.client;

import doozer.wire.Address;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a cluster that others are found through (a DzNS) has their addresses: one file a member,
 * {@code /ctl/ns/NAME/ID}, with the address as its body. Stateless; any thread.
 */
public final class NameFolder {
    private NameFolder() {
    }

    /** The folder of the cluster of that name. */
    public static String path(String name) {
        return "/ctl/ns/" + name;
    }

    /** The glob of the files in it. */
    public static String glob(String name) {
        return path(name) + "/*";
    }

    /** The bodies that are addresses: one that is not does not hide those that are. */
    public static List<Address> addresses(List<WalkedFile> files) {
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
