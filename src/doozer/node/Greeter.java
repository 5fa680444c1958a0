package doozer.node;

import doozer.wire.Address;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The hellos of this node, and its judgement of others'. Owned by whoever steps the node. */
final class Greeter implements Hellos {
    private static final int LEVEL = Leases.LEVEL;
    static final String UNREACHABLE =
            "nobody can reach it there: it has to tell another address (-advertise)";
    private static final String OURSELVES = "it is ourselves";
    private static final int MAX_STRANGERS = 8;

    private final Replica replica;
    private final Settings settings;
    private final Effects effects;
    private final Profile self;
    /** Where those are that looked for somebody else here; the newest last. */
    private final ArrayDeque<String> strangers = new ArrayDeque<>();
    private String lastRefusal;
    private String unwanted;

    Greeter(Replica replica, Settings settings, Effects effects) {
        this.replica = replica;
        this.settings = settings;
        this.effects = effects;
        Settings.Identity identity = settings.identity();
        self = new Profile(identity.incarnation(), identity.address(), identity.hostname(),
                identity.version(), LEVEL);
    }

    /** Why this process will never be let in, as it was started; null while it may be. */
    String unwanted() {
        return unwanted;
    }

    /**
     * Where to ask for the way back into the cluster: where we were told to, and where those are
     * that have looked for somebody else here, who may be all that is left of it.
     */
    List<String> seeds() {
        List<String> all = new ArrayList<>(settings.cluster().peers());
        all.addAll(strangers);
        return all;
    }

    @Override
    public void onMistaken(Profile other) {
        strangers.remove(other.address());
        strangers.add(other.address());
        if (strangers.size() > MAX_STRANGERS) strangers.remove();
    }

    @Override
    public Profile self() {
        return self;
    }

    @Override
    public PeerMessage.Hello hello(Incarnation expected) {
        Genesis genesis = replica.machine().genesis();
        return new PeerMessage.Hello(Links.PROTOCOL, settings.identity().cluster(),
                genesis == null ? null : genesis.id(), genesis == null ? 0 : genesis.window(),
                replica.machine().level(), self, expected);
    }

    @Override
    public String refusal(PeerMessage.Hello other) {
        Genesis genesis = replica.machine().genesis();
        if (other.self().incarnation().equals(self.incarnation())) return OURSELVES;
        if (other.protocol() < Links.LOWEST_PROTOCOL) {
            return "it speaks version " + other.protocol() + " of the protocol of nodes, and "
                    + Links.LOWEST_PROTOCOL + " is the lowest spoken here";
        }
        if (!other.name().equals(settings.identity().cluster())) {
            return "it is of the cluster \"" + other.name() + "\", not of \""
                    + settings.identity().cluster() + "\" (-c)";
        }
        if (isTooFar(other)) {
            return "it is of a version too far from " + self.version() + ": "
                    + other.self().version();
        }
        if (!isReachable(other.self().address())) {
            return UNREACHABLE;
        }
        if (genesis == null || other.cluster() == null) return null;
        if (!other.cluster().equals(genesis.id())) return "it is of another cluster of that name";
        return other.window() == genesis.window() ? null
                : "it has a window of " + other.window() + ", not " + genesis.window();
    }

    /** Whether one of both does not know what may be in the log already. */
    private boolean isTooFar(PeerMessage.Hello other) {
        int lowest = Math.min(self.level(), other.self().level());
        return Math.max(other.level(), replica.machine().level()) > lowest;
    }

    /** Whether that is an address that somebody else may connect to, as far as its text tells. */
    static boolean isReachable(String address) {
        try {
            return !Address.parse(address).isWildcard();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public void onRefused(PeerMessage.Hello other, String refusal, String dialled) {
        if (refusal.equals(OURSELVES)) return;
        if (other.cluster() != null) {
            replica.membership().recovery().onOther(other.cluster(),
                    dialled == null ? other.self().address() : dialled);
        }
        String text = other.self().address() + " is refused: " + refusal;
        if (!text.equals(lastRefusal)) effects.log("peer-refused", text);
        lastRefusal = text;
        boolean isForGood = !other.name().equals(settings.identity().cluster())
                || other.protocol() < Links.LOWEST_PROTOCOL || isTooFar(other);
        if (dialled != null && isForGood) onUnwanted(dialled, text);
    }

    /** Who is there knows another secret than we do. */
    void onOtherSecret(String address) {
        onUnwanted(address, address + " is refused: its secret is another (DOOZER_PEERSECRET)");
    }

    /**
     * Somebody is not what we were told. What others tell of themselves, once we run, is no reason
     * to end: one that is mistaken would end all that it speaks to.
     */
    private void onUnwanted(String dialled, String reason) {
        boolean isGiven = settings.cluster().peers().contains(dialled);
        if (isGiven && replica.machine().genesis() == null) unwanted = reason;
    }

    @Override
    public void onToldOff(String reason) {
        if (!reason.equals(lastRefusal)) effects.log("join-refused", reason);
        lastRefusal = reason;
    }
}
