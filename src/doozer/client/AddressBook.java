package doozer.client;

import doozer.wire.Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Where members are: those that the caller has named, for good, and those that are known to be
 * there. Owned by the cluster, guarded by its monitor; no clock, and chance from outside.
 */
final class AddressBook {
    private final List<Address> named;
    private final Random random;
    private final Set<Address> members = new LinkedHashSet<>();
    /** In the order in which they failed. */
    private final Set<Address> failed = new LinkedHashSet<>();

    AddressBook(List<Address> named, Random random) {
        this.named = List.copyOf(named);
        this.random = random;
    }

    /** These are the members now. */
    void learn(Collection<Address> now) {
        members.clear();
        for (Address address : now) {
            if (!address.isWildcard() && address.port() != 0) members.add(address);
        }
    }

    /** It did not answer, or does no more; or it is not wanted for the time being. */
    void onFailure(Address address) {
        failed.remove(address);
        failed.add(address);
    }

    /** It answers. */
    void onSuccess(Address address) {
        failed.remove(address);
    }

    /**
     * All of them, in the order in which to try them: by chance, so that the clients of a member
     * that ends are shared among the others, but those that have failed after the rest, the last
     * at last.
     */
    List<Address> round() {
        Set<Address> all = new LinkedHashSet<>(members);
        all.addAll(named);
        failed.retainAll(all);
        all.removeAll(failed);
        List<Address> round = new ArrayList<>(all);
        Collections.shuffle(round, random);
        round.addAll(failed);
        return round;
    }
}
