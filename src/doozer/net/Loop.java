package doozer.net;

import doozer.wire.Address;
import doozer.wire.BadFrameException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The selector loop: one thread that accepts, reads everything that is ready, lets its
 * {@link Handler} decide, and writes everything that came of it.
 *
 * <pre>
 *   select --> read all that is ready --> Handler.onTurn --> write all --> bytes --> select
 * </pre>
 *
 * {@link #listen} comes before {@link #run}; {@link #stop} may be called by any thread; everything
 * else belongs to the thread that runs it.
 */
public final class Loop implements Runnable, Consumer<SelectionKey> {
    private static final int INPUT_BYTES = 64 << 10;
    /** New connections in one turn; the rest wait in the backlog until the next. */
    private static final int ACCEPTS_A_TURN = 256;
    /** Connections beyond the bound, of which the first byte has to be that of another node. */
    private static final int FOR_NODES = 64;
    /** Connections whose input has ended and that wait for something. */
    private static final int MAX_INPUT_ENDED = 1024;
    private static final long NANOS_A_MILLI = 1_000_000;

    private final Handler handler;
    private final LoopOptions options;
    private final LongSupplier clock;
    private final Selector selector;
    private final ByteBuffer direct = ByteBuffer.allocateDirect(INPUT_BYTES);
    private final Traffic traffic = new Traffic();
    private final OutputPool outputs = new OutputPool(traffic);
    private final Stalls stalls;
    private final Links links;
    private final Dirty dirtyLinks = new Dirty();
    private final Dirty dirty = new Dirty();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<Connection> resumed = new ArrayDeque<>();
    private final LinkedHashSet<Connection> inputEnded = new LinkedHashSet<>();
    private final Listeners listeners;
    private final ByteConnections byteConnections;
    private final Numbers numbers = new Numbers();
    private int connections;
    private long nowNanos;
    private boolean isClockRead;
    private boolean hasNews;
    private volatile boolean isStopping;

    /** One that works for that handler; {@code clock} gives nanoseconds, as System.nanoTime. */
    public Loop(Handler handler, LoopOptions options, LongSupplier clock) throws IOException {
        this.handler = handler;
        this.options = options;
        this.clock = clock;
        stalls = new Stalls(options.halfFrameNanos());
        selector = Selector.open();
        links = new Links(this, selector);
        listeners = new Listeners(selector);
        byteConnections = new ByteConnections(this, selector, listeners);
    }

    /**
     * Opens the port that clients connect to.
     *
     * @return the port, which the system has chosen if the address has 0
     * @throws IOException with what is wrong with the address; the loop is then of no further use
     */
    public int listen(Address address) throws IOException {
        try {
            return listeners.open(address, new ClientDoor());
        } catch (IOException e) {
            selector.close();
            throw e;
        }
    }

    /** The open connection with that number; null when it is gone. */
    public Connection connection(int number) {
        return (Connection) numbers.get(number);
    }

    /** The connections that are bytes to it, of the web page. */
    public ByteConnections bytes() {
        return byteConnections;
    }

    /** How many connections there are, silent ones included. */
    public int connections() {
        return connections;
    }

    /**
     * Connects to another node; what becomes of it, the handler hears.
     *
     * @return the number of the link
     * @throws IOException when the process has no descriptor left
     */
    public int dial(String address) throws IOException {
        return links.dial(address);
    }

    /** The link with that number, or null when it is gone. */
    public Link link(int number) {
        return links.get(number);
    }

    /** Has that run on the loop's thread, in its next turn; any thread. */
    public void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** Ends {@link #run} after its present turn; any thread. */
    public void stop() {
        isStopping = true;
        selector.wakeup();
    }

    /** Runs until {@link #stop}, then closes everything. */
    @Override
    public void run() {
        try {
            while (!isStopping) turn();
        } catch (IOException e) {
            throw new IllegalStateException("the selector has failed: " + e, e);
        } finally {
            closeAll();
        }
    }

    private void turn() throws IOException {
        readClock();
        isClockRead = false;
        stalls.expire();
        links.stalls().expire();
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) task.run();
        for (int i = resumed.size(); i > 0; i--) goOn(resumed.poll());
        long waitNanos = handler.onTurn(nowNanos);
        waitNanos = Math.min(waitNanos, links.checkAlive(nowNanos));
        // Other nodes first: clients of several nodes wait for what is said there.
        flush(dirtyLinks);
        flush(dirty);
        handler.onFlushed();
        waitNanos = Math.min(waitNanos, byteConnections.turn(nowNanos, direct));
        handler.onTurnEnd();
        waitNanos = Math.min(waitNanos, stalls.untilNextNanos());
        waitNanos = Math.min(waitNanos, links.stalls().untilNextNanos());
        waitNanos = Math.min(waitNanos, listeners.wake(nowNanos));
        // Those that were resumed or drained meanwhile have more to do at once.
        boolean isBusy = !resumed.isEmpty() || hasNews;
        if (isBusy || !dirty.isEmpty() || !dirtyLinks.isEmpty()) waitNanos = 0;
        hasNews = false;
        select(waitNanos);
    }

    /** Once a turn, when the wait is over: before that, "now" would be as old as the wait. */
    private void readClock() {
        if (isClockRead) return;
        isClockRead = true;
        nowNanos = clock.getAsLong();
        stalls.setNow(nowNanos);
        links.stalls().setNow(nowNanos);
        byteConnections.stalls().setNow(nowNanos);
    }

    private void select(long waitNanos) throws IOException {
        if (waitNanos == 0) selector.selectNow(this);
        else if (waitNanos == Long.MAX_VALUE) selector.select(this);
        else selector.select(this, (waitNanos + NANOS_A_MILLI - 1) / NANOS_A_MILLI);
    }

    /** Takes one key that is ready. */
    @Override
    public void accept(SelectionKey key) {
        readClock();
        if (!key.isValid()) return;
        if (!(key.attachment() instanceof Endpoint endpoint)) {
            listeners.acceptAll((Listener) key.attachment(), nowNanos);
            return;
        }
        try {
            int ready = key.readyOps();
            if ((ready & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0) {
                endpoint.onWritable();
            }
            if ((ready & SelectionKey.OP_READ) != 0) endpoint.onReadable(direct);
        } catch (BadFrameException e) {
            endpoint.closeNow(e.getMessage());
        } catch (IOException e) {
            endpoint.closeNow("reading failed: " + e.getMessage());
        }
    }

    private void goOn(Connection connection) {
        connection.isResumed = false;
        try {
            connection.onResumed();
        } catch (BadFrameException e) {
            connection.closeNow(e.getMessage());
        }
    }

    /** Where clients and other nodes come in. */
    private final class ClientDoor implements Door {
        @Override
        public int acceptsATurn() {
            return ACCEPTS_A_TURN;
        }

        @Override
        public void admit(SocketChannel channel) throws IOException {
            if (connections >= options.maxConnections() + FOR_NODES) {
                String peer = Connection.peerOf(channel);
                channel.close();
                handler.onRefused(peer, tooMany());
                return;
            }
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            Connection connection = new Connection(Loop.this, channel, key);
            key.attach(connection);
            if (connections++ >= options.maxConnections()) {
                connection.isForNodes = true;
                stalls.add(connection);
            }
        }

        @Override
        public boolean comesLast() {
            return false;
        }

        @Override
        public void onCannotAccept(String reason) {
            handler.onRefused("-", reason);
        }
    }

    /** How much has gone through it. Loop only. */
    public Traffic traffic() {
        return traffic;
    }

    /** Whether there is one connection more than there may be, or several. */
    boolean isFull() {
        return connections > options.maxConnections();
    }

    /** What is said to a connection that is one too many. */
    String tooMany() {
        return "there are " + options.maxConnections() + " connections, as many as there may be"
                + " (-maxconns)";
    }

    private void flush(Dirty endpoints) {
        ArrayList<Endpoint> now = endpoints.swap();
        for (int i = 0; i < now.size(); i++) {
            Endpoint endpoint = now.get(i);
            endpoint.isDirty = false;
            try {
                endpoint.flush(direct);
            } catch (IOException e) {
                endpoint.closeNow("writing failed: " + e.getMessage());
            }
        }
        now.clear();
    }

    Handler handler() {
        return handler;
    }

    LoopOptions options() {
        return options;
    }

    OutputPool outputs() {
        return outputs;
    }

    Stalls stalls() {
        return stalls;
    }

    /** When the present turn began. */
    long nowNanos() {
        return nowNanos;
    }

    Links links() {
        return links;
    }

    void markDirty(Connection connection) {
        dirty.add(connection);
    }

    void markDirty(Link link) {
        dirtyLinks.add(link);
    }

    void markResumed(Connection connection) {
        if (connection.isResumed) return;
        connection.isResumed = true;
        resumed.add(connection);
    }

    /**
     * A connection whose input has ended stays while it has something to wait for, a watch of
     * somebody who has piped one line into nc; but it cannot tell any more that its other end is
     * gone. So there are only so many: the one that has been so for longest makes room.
     */
    void onInputEnded(Connection connection) {
        if (!inputEnded.add(connection) || inputEnded.size() <= MAX_INPUT_ENDED) return;
        inputEnded.iterator().next().closeNow("it is the oldest of more than " + MAX_INPUT_ENDED
                + " connections that send nothing more");
    }

    void drained(Connection connection) {
        hasNews = true;
        handler.onDrained(connection);
    }

    /** The handler is told something while its turn may be over: there is another at once. */
    void onNews() {
        hasNews = true;
    }

    /** What has connected is another node: goes on with what it has said. */
    void becomesLink(Connection connection, ByteBuffer said) throws BadFrameException {
        links.accepted(connection).take(said);
    }

    /** One that was accepted has proved to be a node, or is gone: it counts as no client's. */
    void onGreetingEnded() {
        connections--;
    }

    /** Gives the connection a number, the one that was last given back, and tells the handler. */
    void open(Connection connection) {
        numbers.give(connection);
        handler.onOpened(connection);
    }

    void onClosed(Connection connection, String reason) {
        connections--;
        stalls.remove(connection);
        inputEnded.remove(connection);
        if (!connection.isOpened()) {
            if (reason != null) handler.onRefused(connection.peer(), reason);
            return;
        }
        handler.onClosed(connection, reason);
        numbers.takeBack(connection);
    }

    /** Closes all connections and links; the ports stay open. Loop only. */
    public void closeAllOpen(String reason) {
        for (SelectionKey key : List.copyOf(selector.keys())) {
            if (key.attachment() instanceof Endpoint endpoint) endpoint.closeNow(reason);
        }
    }

    /** Lets go of the port of a loop that was never run. */
    public void abandon() {
        closeAll();
    }

    private void closeAll() {
        links.close();
        try {
            for (SelectionKey key : selector.keys()) key.channel().close();
            selector.close();
        } catch (IOException e) {
            // The process or its owner lets go of everything: there is nothing left to do for it.
        }
    }
}
