package doozer.node;

import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** The other processes that this node knows of, members or not. Owned by whoever steps the node. */
final class Peers {
    private final TreeMap<Incarnation, Peer> byIncarnation = new TreeMap<>();
    /** By member number, and by handle, which are negative. */
    private final TreeMap<Integer, Peer> byKey = new TreeMap<>();
    private int handles;

    Collection<Peer> all() {
        return byIncarnation.values();
    }

    Peer of(Incarnation incarnation) {
        return byIncarnation.get(incarnation);
    }

    /** The one that a member number or a handle stands for, or null. */
    Peer of(int key) {
        return byKey.get(key);
    }

    /** The peer of that process, known from now on. */
    Peer learn(Profile profile) {
        Peer peer = byIncarnation.get(profile.incarnation());
        if (peer != null) {
            peer.profile = profile;
            return peer;
        }
        peer = new Peer(--handles, profile);
        byIncarnation.put(profile.incarnation(), peer);
        byKey.put(peer.handle, peer);
        return peer;
    }

    /** Those who are members have other numbers now. */
    void renumber(Members members, Incarnation self) {
        for (Peer peer : List.copyOf(byIncarnation.values())) {
            byKey.remove(peer.number);
            peer.number = 0;
            if (members.of(peer.incarnation()) == null) forgetIfStrange(peer);
        }
        for (Member member : members.all()) {
            if (member.profile.incarnation().equals(self)) continue;
            Peer peer = learn(member.profile);
            peer.number = member.number;
            byKey.put(member.number, peer);
        }
    }

    /** One that is no member, and has no link with us, is nobody. */
    void forgetIfStrange(Peer peer) {
        if (peer.number != 0 || peer.in != Peer.NONE || peer.out != Peer.NONE) return;
        byIncarnation.remove(peer.incarnation());
        byKey.remove(peer.handle);
    }

    void clear() {
        byIncarnation.clear();
        byKey.clear();
    }
}
