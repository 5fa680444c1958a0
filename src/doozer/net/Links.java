package doozer.net;

import doozer.wire.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The links of a loop. Their numbers are never used again: what was read of a closed one may still
 * wait to be looked at, and must not be taken for another's. Owned by the loop's thread.
 */
final class Links {
    private static final long CHECK_EVERY_NANOS = 100_000_000;

    private final Loop loop;
    private final Selector selector;
    private final Map<Integer, Link> byNumber = new HashMap<>();
    private final Stalls stalls;
    private Resolver resolver;
    private int lastNumber;
    private boolean mustCheck;
    private long checkNanos;
    /** Goes round the addresses of names that have several. */
    private int attempts;

    Links(Loop loop, Selector selector) {
        this.loop = loop;
        this.selector = selector;
        stalls = new Stalls(loop.options().links().stallNanos());
    }

    Stalls stalls() {
        return stalls;
    }

    Link get(int number) {
        return byNumber.get(number);
    }

    private void number(Link link) {
        link.give(++lastNumber);
        byNumber.put(lastNumber, link);
    }

    // Dialling.

    int dial(String address) throws IOException {
        Address to = parse(address);
        boolean isLiteral = Resolver.isLiteral(to.host());
        InetAddress there = isLiteral ? InetAddress.getByName(to.host()) : null;
        Link link = open(address);
        number(link);
        if (isLiteral) link.connect(new InetSocketAddress(there, to.port()));
        else resolve(link, to);
        return link.number();
    }

    /** Others have told it: it may be anything. */
    private static Address parse(String address) throws IOException {
        try {
            return Address.parse(address);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private Link open(String address) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            SelectionKey key = channel.register(selector, 0);
            Link link = Link.dialled(loop, channel, key, address);
            key.attach(link);
            return link;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void resolve(Link link, Address to) {
        if (resolver == null) resolver = new Resolver();
        resolver.resolve(to.host(), new Resolver.Answer() {
            @Override
            public void found(InetAddress[] addresses) {
                loop.execute(() -> link.connect(new InetSocketAddress(
                        addresses[Math.floorMod(attempts++, addresses.length)], to.port())));
            }

            @Override
            public void failed(UnknownHostException why) {
                loop.execute(() -> link.fail(
                        new UnknownHostException("no such host: " + to.host())));
            }
        });
    }

    /** Finds out which lead nowhere; gives nanoseconds until it is to be called again. */
    long checkAlive(long nowNanos) {
        if (!mustCheck) return Long.MAX_VALUE;
        long left = checkNanos - nowNanos;
        if (left > 0) return left;
        mustCheck = false;
        long wait = Long.MAX_VALUE;
        for (Link link : List.copyOf(byNumber.values())) {
            wait = Math.min(wait, link.checkAlive(nowNanos));
        }
        if (wait != Long.MAX_VALUE) mustCheck = true;
        // Not each of many turns in a moment.
        checkNanos = nowNanos + Math.max(Math.min(wait, CHECK_EVERY_NANOS), 1);
        return mustCheck ? checkNanos - nowNanos : wait;
    }

    /** Something was said, which may not arrive. */
    void onSaid() {
        if (!mustCheck) checkNanos = loop.nowNanos();
        mustCheck = true;
    }

    // What becomes of them.

    /** A connection turns out to be one of another node. */
    Link accepted(Connection from) {
        Link link = Link.accepted(loop, from);
        from.key.attach(link);
        stalls.add(link);
        return link;
    }

    void onOpen(Link link) {
        if (link.isOpened()) {
            loop.handler().onLinkOpened(link);
        } else {
            loop.onGreetingEnded();
            number(link);
            loop.handler().onLinkAccepted(link);
        }
    }

    void onClosed(Link link, Handler.LinkEnd how, String why) {
        stalls.remove(link);
        loop.onNews();
        if (link.isOpened()) {
            byNumber.remove(link.number());
            loop.handler().onLinkClosed(link, how, why);
        } else {
            loop.onGreetingEnded();
            if (why != null) loop.handler().onRefused(link.peer(), why);
        }
    }

    void onGone(Link link) {
        stalls.remove(link);
        byNumber.remove(link.number());
    }

    void close() {
        if (resolver != null) resolver.close();
    }
}
