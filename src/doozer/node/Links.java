package doozer.node;

import doozer.paxos.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The links with other nodes, and who is at their ends: rule R2. A node speaks on the links that it
 * has opened, and listens on those that others have opened to it; the first message on both sides
 * is a hello. Owned by whoever steps the node.
 */
final class Links {
    /**
     * The highest version of what nodes say to each other that is spoken here, and the lowest. Two
     * nodes speak the highest that both know, so that a newer one can join an older cluster.
     */
    static final int PROTOCOL = 1;
    static final int LOWEST_PROTOCOL = 1;

    /** What is told of links. Nothing of it may change links in turn but by what is public here. */
    interface Listener {
        /** We can speak to it: maybe not for the first time. */
        void onReached(Peer peer);

        /** It takes messages again, of which some may have been dropped: it asks for these. */
        void onDrained(Peer peer);

        /** It speaks to us. */
        void onMet(Peer peer);

        /** What it had to say may be lost. */
        void onLost(Peer peer);

        /** Nobody listens at its address, where somebody did. */
        void onRefused(Peer peer);

        /** Another process answers at its address. */
        void onReplaced(Peer peer);

        /** It says something. */
        void onMessage(Peer peer, PeerMessage message);
    }

    private final Effects effects;
    private final Hellos hellos;
    private final Listener listener;
    private final Peers peers = new Peers();
    /** Whom to connect to, by address. */
    private final TreeMap<String, Target> targets = new TreeMap<>();
    private final TreeMap<Integer, Target> dialled = new TreeMap<>();
    /** Links that others have opened: null before their hello. */
    private final TreeMap<Integer, Peer> accepted = new TreeMap<>();
    private final TreeMap<Integer, Long> silentSince = new TreeMap<>();
    private long nowNanos;
    private long patienceNanos;

    Links(Effects effects, Hellos hellos, Listener listener) {
        this.effects = effects;
        this.hellos = hellos;
        this.listener = listener;
    }

    // Whom to connect to.

    /**
     * From now on keeps a link to that address.
     *
     * @param expected who should be there, or null for anybody: a link to another one is closed
     */
    private void want(String address, Incarnation expected) {
        Target target = targets.computeIfAbsent(address, absent -> new Target(address, expected));
        boolean isOther = expected != null && target.link != Peer.NONE
                && !expected.equals(target.found);
        if (isOther && !expected.equals(target.expected)) {
            abandon(target.link);
        }
        target.expected = expected;
    }

    /** Keeps links to these only: addresses, and who is expected there. */
    void retain(TreeMap<String, Incarnation> wanted) {
        wanted.forEach(this::want);
        for (Target target : List.copyOf(targets.values())) {
            if (wanted.containsKey(target.address)) continue;
            targets.remove(target.address);
            if (target.link != Peer.NONE) abandon(target.link);
        }
    }

    /** What is known of an address that is wanted, or null. */
    Target target(String address) {
        return targets.get(address);
    }

    private void abandon(int link) {
        effects.closeLink(link);
        Target target = dialled.remove(link);
        if (target != null) target.onLost();
        for (Peer peer : peers.all()) {
            if (peer.out == link) peer.out = Peer.NONE;
        }
    }

    Peers peers() {
        return peers;
    }

    // Speaking.

    /** Sends, if it can be reached; false when it is dropped, because too much is queued. */
    boolean send(Peer peer, PeerMessage message) {
        if (peer == null || peer.out == Peer.NONE) return true;
        if (isDropped(peer, message)) return false;
        if (!effects.sendPeer(peer.out, message)) peer.isCongested = true;
        return true;
    }

    /**
     * Whether that has to be dropped: too much is queued. A promise goes whole or not at all, so
     * that one which is longer than the bound arrives at last.
     */
    private static boolean isDropped(Peer peer, PeerMessage message) {
        boolean isPromise = message instanceof PeerMessage.Slots slots
                && slots.message() instanceof Message.Promise;
        if (!isPromise) return peer.isCongested;
        Message.Promise part = (Message.Promise) ((PeerMessage.Slots) message).message();
        if (part.part() == 0) peer.isPromiseDropped = peer.isCongested;
        return peer.isPromiseDropped;
    }

    /** Sends to whoever that number or handle stands for. */
    boolean send(int key, Message message) {
        return send(peers.of(key), new PeerMessage.Slots(message));
    }

    /** Closes everything: this node takes part no more. */
    void closeAll() {
        for (int link : dialled.keySet()) effects.closeLink(link);
        for (int link : accepted.keySet()) effects.closeLink(link);
        dialled.clear();
        accepted.clear();
        peers.clear();
        targets.clear();
    }

    // What happens to links.

    /** Time passes; a hello is waited for as long as that. */
    void onTime(long newNowNanos, long newPatienceNanos) {
        nowNanos = newNowNanos;
        patienceNanos = newPatienceNanos;
    }

    /** Opens what is due, and gives up what does not answer. */
    void tick() {
        if (targets.isEmpty() && silentSince.isEmpty()) return;
        for (Target target : targets.values()) {
            boolean isLate = target.link != Peer.NONE && !isOpen(target)
                    && nowNanos - target.patientUntilNanos(patienceNanos) > 0;
            if (isLate) {
                abandon(target.link);
                target.onFailed(nowNanos);
            }
            if (target.isDue(nowNanos) && !isReached(target)) dial(target);
        }
        ArrayList<Integer> mute = new ArrayList<>(0);
        silentSince.forEach((link, since) -> {
            if (nowNanos - since > patienceNanos) mute.add(link);
        });
        for (int link : mute) {
            effects.closeLink(link);
            onClosed(link, false);
        }
    }

    /** When {@link #tick} has something to do, or a long time. */
    long deadlineNanos() {
        long next = Long.MAX_VALUE;
        if (targets.isEmpty() && silentSince.isEmpty()) return next;
        for (Target target : targets.values()) {
            if (isReached(target)) continue;
            long due = target.link == Peer.NONE ? target.dueNanos(nowNanos)
                    : target.patientUntilNanos(patienceNanos) + 1;
            if (next == Long.MAX_VALUE || due - next < 0) next = due;
        }
        for (long since : silentSince.values()) {
            long due = since + patienceNanos + 1;
            if (next == Long.MAX_VALUE || due - next < 0) next = due;
        }
        return next;
    }

    private boolean isOpen(Target target) {
        Peer peer = target.found == null ? null : peers.of(target.found);
        return peer != null && peer.out == target.link;
    }

    /** Whether whoever is wanted there can be spoken to, by whichever link. */
    private boolean isReached(Target target) {
        Incarnation wanted = target.expected != null ? target.expected : target.found;
        if (wanted == null) return false;
        Peer peer = peers.of(wanted);
        return peer != null && peer.out != Peer.NONE;
    }

    private void dial(Target target) {
        target.onDialled(effects.dial(target.address), nowNanos);
        dialled.put(target.link, target);
    }

    void onOpened(int link) {
        Target target = dialled.get(link);
        if (target == null) return;
        target.onOpened(nowNanos);
        effects.sendPeer(link, hellos.hello(target.expected));
    }

    void onAccepted(int link) {
        accepted.put(link, null);
        silentSince.put(link, nowNanos);
    }

    void onDrained(int link) {
        Target target = dialled.get(link);
        Peer peer = target == null || target.found == null ? null : peers.of(target.found);
        if (peer == null || peer.out != link || !peer.isCongested) return;
        peer.isCongested = false;
        listener.onDrained(peer);
    }

    void onClosed(int link, boolean isRefused) {
        Target target = dialled.remove(link);
        if (target != null) {
            onOutClosed(link, target, isRefused);
            return;
        }
        silentSince.remove(link);
        Peer peer = accepted.remove(link);
        if (peer == null || peer.in != link) return;
        peer.in = Peer.NONE;
        listener.onLost(peer);
        peers.forgetIfStrange(peer);
    }

    private void onOutClosed(int link, Target target, boolean isRefused) {
        Peer peer = target.found == null ? null : peers.of(target.found);
        if (peer != null && peer.out == link) {
            peer.out = Peer.NONE;
            peer.isCongested = false;
            target.onBroken(nowNanos);
            peers.forgetIfStrange(peer);
            return;
        }
        target.onFailed(nowNanos);
        if (peer != null && isRefused && peer.in == Peer.NONE) listener.onRefused(peer);
        Peer expected = target.expected == null ? null : peers.of(target.expected);
        if (expected != null && expected.number == 0 && expected.in != Peer.NONE) {
            effects.sendPeer(expected.in, new PeerMessage.JoinRefused(expected.incarnation(),
                    "nobody answers at " + target.address + ", where it says to be reached"
                            + " (-advertise)"));
        }
    }

    void onReceived(int link, PeerMessage message) {
        Target target = dialled.get(link);
        if (target != null) {
            if (message instanceof PeerMessage.Hello hello) onAnswered(link, target, hello);
            else if (message instanceof PeerMessage.JoinRefused no) hellos.onToldOff(no.reason());
            return;
        }
        if (!accepted.containsKey(link)) return;
        Peer peer = accepted.get(link);
        if (message instanceof PeerMessage.Hello hello) onGreeted(link, hello);
        else if (peer != null && peer.in == link) onHeard(peer, message);
    }

    private void onHeard(Peer peer, PeerMessage message) {
        peer.heardNanos = nowNanos;
        listener.onMessage(peer, message);
    }

    /** Closes what may be a link with nobody at its other end; another is opened. */
    void renew(Peer peer) {
        if (peer.out != Peer.NONE) abandon(peer.out);
    }

    /** The hello of whoever has opened a link to us. */
    private void onGreeted(int link, PeerMessage.Hello hello) {
        if (accepted.get(link) != null) {
            onNews(link, accepted.get(link), hello);
            return;
        }
        effects.sendPeer(link, hellos.hello(hello.self().incarnation()));
        boolean isMeant = hello.expected() == null
                || hello.expected().equals(hellos.self().incarnation());
        String refusal = hellos.refusal(hello);
        if (refusal == null && isMeant) refusal = taken(hello.self());
        if (!isMeant || refusal != null) {
            // Whoever opened it closes it, when our answer has arrived.
            if (refusal != null) refuse(link, hello, refusal);
            else hellos.onMistaken(hello.self());
            return;
        }
        silentSince.remove(link);
        Peer peer = peers.learn(hello.self());
        peer.cluster = hello.cluster();
        peer.isReplaced = false;
        if (peer.in != Peer.NONE) {
            // A newer one: what is on the way on the older is not to be mixed with it.
            effects.closeLink(peer.in);
            accepted.remove(peer.in);
            listener.onLost(peer);
        }
        peer.in = link;
        peer.heardNanos = nowNanos;
        accepted.put(link, peer);
        listener.onMet(peer);
    }

    private void refuse(int link, PeerMessage.Hello hello, String refusal) {
        effects.sendPeer(link, new PeerMessage.JoinRefused(hello.self().incarnation(), refusal));
        hellos.onRefused(hello, refusal, null);
    }

    /** That another answers at that address, so that this one cannot be there; or null. */
    private String taken(Profile profile) {
        Target target = targets.get(profile.address());
        Peer there = target == null || target.found == null ? null : peers.of(target.found);
        boolean isTaken = there != null && there.out != Peer.NONE
                && !there.incarnation().equals(profile.incarnation());
        if (isTaken && nowNanos - there.heardNanos > 2 * patienceNanos) {
            // Maybe nobody is at the other end any more: who is there now is found out.
            renew(there);
            isTaken = false;
        }
        return !isTaken ? null : profile.address() + " is the address of "
                + there.incarnation().id() + ", which answers there: "
                + profile.incarnation().id() + " has to tell others its own (-advertise)";
    }

    /** It has joined a cluster since its first hello. */
    private void onNews(int link, Peer peer, PeerMessage.Hello hello) {
        if (hellos.refusal(hello) == null) {
            peer.cluster = hello.cluster();
            listener.onMet(peer);
        } else {
            effects.closeLink(link);
            onClosed(link, false);
        }
    }

    /** Tells everybody which cluster we belong to now. */
    void announce() {
        for (Peer peer : peers.all()) send(peer, hellos.hello(peer.incarnation()));
        // Where our first hello, which did not know it, has not been answered yet, too.
        dialled.values().stream().filter(target -> target.isOpened() && !isOpen(target))
                .forEach(target -> effects.sendPeer(target.link, hellos.hello(target.expected)));
    }

    /** The hello of whoever answers where we have dialled. */
    private void onAnswered(int link, Target target, PeerMessage.Hello hello) {
        if (isOpen(target)) return;
        Incarnation there = hello.self().incarnation();
        target.found = there;
        String refusal = hellos.refusal(hello);
        boolean isOther = target.expected != null && !there.equals(target.expected);
        if (refusal != null || isOther) {
            effects.closeLink(link);
            dialled.remove(link);
            target.onFailed(nowNanos);
            if (refusal != null) hellos.onRefused(hello, refusal, target.address);
            if (isOther) onReplaced(target.expected);
            return;
        }
        Peer peer = peers.learn(hello.self());
        peer.cluster = hello.cluster();
        // Reached by two addresses: the newer link counts, as it does at the other end.
        if (peer.out != Peer.NONE) abandon(peer.out);
        peer.out = link;
        peer.heardNanos = nowNanos;
        peer.isReplaced = false;
        peer.isCongested = false;
        listener.onReached(peer);
    }

    /** Another process answers at its address; a machine that vanished has closed nothing. */
    private void onReplaced(Incarnation expected) {
        Peer peer = peers.of(expected);
        if (peer == null) return;
        if (peer.in != Peer.NONE) {
            if (nowNanos - peer.heardNanos <= 2 * patienceNanos) return;
            int dead = peer.in;
            effects.closeLink(dead);
            onClosed(dead, false);
        }
        peer.isReplaced = true;
        listener.onReplaced(peer);
    }
}
