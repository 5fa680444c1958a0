package doozer.node;

import doozer.paxos.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A process in a {@link TestCluster} that says what the test makes it say, and keeps what it is
 * told. It answers nothing by itself but, if the test wants that, a hello with a hello.
 */
final class ClusterStranger implements TestCluster.Host {
    private final TestCluster cluster;
    private final String address;
    final Incarnation incarnation;
    final List<PeerMessage> heard = new ArrayList<>();
    private final List<Integer> dialled = new ArrayList<>();
    private final ArrayDeque<Input> inputs = new ArrayDeque<>();
    private int numbers;
    private boolean isDead;
    /** What it says of itself. */
    PeerMessage.Hello hello;
    boolean isMute;

    ClusterStranger(TestCluster cluster, String address, Incarnation incarnation) {
        this.cluster = cluster;
        this.address = address;
        this.incarnation = incarnation;
        hello = new PeerMessage.Hello(Links.PROTOCOL, "local", null, 0, 0,
                new Profile(incarnation, address, "mallory", "1.0", Leases.LEVEL), null);
    }

    Profile profile() {
        return hello.self();
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public void step(Input input) {
        inputs.add(input);
    }

    @Override
    public void turn(long nowNanos) {
        for (Input next = inputs.poll(); next != null; next = inputs.poll()) {
            if (next instanceof Input.LinkOpened opened) greet(opened.link());
            if (!(next instanceof Input.LinkReceived received)) continue;
            heard.add(received.message());
            boolean isGreeting = received.message() instanceof PeerMessage.Hello
                    && !dialled.contains(received.link());
            if (isGreeting) greet(received.link());
        }
    }

    private void greet(int link) {
        if (!isMute) cluster.send(this, link, hello);
    }

    /** Opens a connection, and says hello on it as soon as it is open; gives its number. */
    int dial(String to) {
        int link = cluster.dial(this, to);
        dialled.add(link);
        return link;
    }

    /** Says something on a connection that it has opened. */
    void say(int link, PeerMessage message) {
        cluster.send(this, link, message);
    }

    void close(int link) {
        cluster.closeLink(this, link);
    }

    /** Everything of a kind that it was told. */
    <T extends PeerMessage> List<T> heard(Class<T> kind) {
        return heard.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** What it was told about slots. */
    long heardOfSlots(Predicate<Message> which) {
        return heard(PeerMessage.Slots.class).stream().map(PeerMessage.Slots::message)
                .filter(which).count();
    }

    @Override
    public boolean isDead() {
        return isDead;
    }

    @Override
    public boolean isPaused() {
        return false;
    }

    @Override
    public void die() {
        isDead = true;
    }

    @Override
    public int newLinkNumber() {
        return numbers++;
    }
}
