package doozer.sim;

import doozer.node.Input;
import doozer.node.NodePeek;
import doozer.node.PeerMessage;
import java.util.ArrayDeque;

/**
 * One side of a link between two processes, and the way from it to the other side: in order, as TCP
 * is, and beside it datagrams in the runs that have them. Owned by the run's thread.
 */
final class LinkEnd implements Numbered {
    /** Bytes that a kernel takes for a process that does not read. */
    private static final long KERNEL_BYTES = 32 << 10;

    final Process owner;
    private final World world;
    private final int number;
    private LinkEnd other;
    /** Until its node has closed it, or was told that it is closed. */
    private boolean isOpen = true;
    private boolean isConnected;
    /** What goes out from here is lost. */
    private boolean isBroken;
    private boolean isGreeted;
    private final ArrayDeque<Frame> frames = new ArrayDeque<>();
    private long queuedBytes;
    private boolean isFull;
    private long lastArrival;
    private boolean isPumpDue;
    /** Bytes that have arrived here, and that the process has not read. */
    private long unreadBytes;

    /** Something on its way; without a message: the end. */
    private record Frame(PeerMessage message, byte[] bytes, int size, long arrivesAt) { }

    LinkEnd(Process owner) {
        this.owner = owner;
        world = owner.world;
        number = owner.allocate(this);
    }

    int number() {
        return number;
    }

    boolean isOpen() {
        return isOpen;
    }

    /** Nothing more can come of it. */
    boolean isDone() {
        return !isOpen && frames.isEmpty();
    }

    LinkEnd other() {
        return other;
    }

    /** Joins two sides; the listener hears of it when it reads. */
    void connect(LinkEnd listener) {
        other = listener;
        listener.other = this;
        listener.isConnected = true;
        listener.owner.deliver(() -> {
            if (listener.isOpen) listener.step(new Input.LinkAccepted(listener.number));
        });
    }

    void tellOpened() {
        owner.deliver(() -> {
            if (!isOpen || isConnected) return;
            isConnected = true;
            step(new Input.LinkOpened(number));
        });
    }

    private void step(Input input) {
        world.trace.mix(number);
        if (world.trace.isDetailed()) world.trace.detail(owner.name(), "<- " + text(input));
        owner.step(input);
    }

    private String text(Input input) {
        String from = other == null ? "" : " of " + other.owner.name();
        if (input instanceof Input.LinkReceived in) return number + from + ": " + in.message();
        return input + from;
    }

    // Sending.

    /** Queues a message; false when there is enough. */
    boolean send(PeerMessage message) {
        if (!isConnected) throw new Violation(owner + " sends before link " + number + " is open");
        byte[] bytes = NodePeek.encode(message);
        world.trace.mix(bytes.length);
        if (world.trace.isDetailed()) {
            world.trace.detail(owner.name(), "-> " + other.owner.name() + " " + message);
        }
        Frame frame = new Frame(message, bytes, 16 + bytes.length, 0);
        if (isDatagram(message)) {
            world.network.sendDatagram(this, message, () -> arrive(frame));
            return true;
        }
        queuedBytes += frame.size;
        if (!isBroken) enqueue(frame);
        if (queuedBytes > world.plan.linkBytes) isFull = true;
        return !isFull;
    }

    /**
     * Once all is calm it is a stream, as all links of ours are: the parts of a long promise come
     * at one moment, in any order and more than there is room for, each time anew.
     */
    private boolean isDatagram(PeerMessage message) {
        return world.plan.isDatagram && !world.network.isCalm() && isGreeted
                && message instanceof PeerMessage.Slots;
    }

    private void enqueue(Frame frame) {
        long delay = world.network.delay(owner.machine, other.owner.machine);
        lastArrival = Math.max(lastArrival, world.timeline.now() + delay);
        frames.add(new Frame(frame.message, frame.bytes, frame.size, lastArrival));
        pumpAt(lastArrival);
    }

    /** After something on the way has changed: what was held up is sent again. */
    void retry() {
        if (!frames.isEmpty()) pumpAt(world.timeline.now() + world.network.retryDelay());
    }

    private void pumpAt(long nanos) {
        if (isPumpDue) return;
        isPumpDue = true;
        world.timeline.at(nanos, () -> {
            isPumpDue = false;
            pump();
        });
    }

    private void pump() {
        while (!frames.isEmpty()) {
            Frame frame = frames.peek();
            if (frame.arrivesAt > world.timeline.now()) {
                pumpAt(frame.arrivesAt);
                return;
            }
            if (!world.network.passes(owner.machine, other.owner.machine)) return;
            if (other.unreadBytes > 0 && other.unreadBytes + frame.size > KERNEL_BYTES) return;
            frames.poll();
            queuedBytes -= frame.size;
            other.onFrame(frame);
        }
        if (isFull && queuedBytes == 0) drain();
    }

    private void drain() {
        isFull = false;
        owner.deliver(() -> {
            if (isOpen) step(new Input.LinkDrained(number));
        });
    }

    // Receiving.

    private void arrive(Frame frame) {
        if (isOpen && other.isOpen && !isBroken && other.unreadBytes < KERNEL_BYTES) {
            other.onFrame(frame);
        }
    }

    private void onFrame(Frame frame) {
        if (frame.message == null) {
            tellClosed(false);
            return;
        }
        unreadBytes += frame.size;
        owner.deliver(() -> {
            unreadBytes -= frame.size;
            other.isGreeted = true;
            other.retryIfHeld();
            if (isOpen) {
                step(new Input.LinkReceived(number, NodePeek.decode(frame.bytes)));
            }
        });
    }

    private void retryIfHeld() {
        if (!frames.isEmpty()) pumpAt(Math.max(world.timeline.now(), frames.peek().arrivesAt));
    }

    // Ends.

    /** The node closes it: what it has not got out is lost, and so is what comes. */
    void closeByNode() {
        if (world.trace.isDetailed()) world.trace.detail(owner.name(), "closes link " + number);
        leave();
        if (other == null) return;
        other.lose();
        if (!isBroken) finish();
    }

    private void leave() {
        isOpen = false;
        owner.free(number);
    }

    /** Everything on its way from here is lost, and whatever is sent later. */
    private void lose() {
        isBroken = true;
        frames.clear();
    }

    /** A part of what is on its way arrives, and then the end. */
    private void finish() {
        isBroken = true;
        int kept = frames.isEmpty() ? 0 : world.network.dice.below(frames.size() + 1);
        while (frames.size() > kept) frames.pollLast();
        enqueue(new Frame(null, null, 0, 0));
    }

    @Override
    public void onKilled() {
        closeByNode();
    }

    @Override
    public void onSilenced() {
        leave();
        lose();
        if (other == null) return;
        other.lose();
        // Some time after the machine is back, or in the end by itself, the other side hears of it.
        LinkEnd survivor = other;
        world.timeline.after(world.network.dice.millis(200, 15_000),
                () -> survivor.tellClosed(false));
    }

    /** The connection breaks: each side hears of it at some time, after some of the rest. */
    void breakDown() {
        if (other == null || isBroken || other.isBroken) return;
        breakOff();
        other.breakOff();
    }

    /** What was sent arrives, and nothing after it; both sides hear of it some time later. */
    void breakAfterwards() {
        if (other == null || isBroken || other.isBroken) return;
        isBroken = true;
        other.isBroken = true;
        for (LinkEnd end : new LinkEnd[] {this, other}) {
            world.timeline.after(world.network.dice.millis(10, 600), () -> end.tellClosed(false));
        }
    }

    private void breakOff() {
        if (world.network.dice.oneIn(2)) {
            finish();
            return;
        }
        lose();
        LinkEnd peer = other;
        world.timeline.after(world.network.dice.scale(10_000, 2_000_000_000L),
                () -> peer.tellClosed(false));
    }

    /** The node is told that it is closed, after what it has not read yet. */
    void tellClosed(boolean isRefused) {
        owner.deliver(() -> {
            if (!isOpen) return;
            leave();
            if (other != null) other.lose();
            // After a break our own end may be on its way to the other side still.
            if (!isBroken) lose();
            step(new Input.LinkClosed(number, isRefused));
        });
    }
}
