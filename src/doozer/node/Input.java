package doozer.node;

import doozer.wire.Request;

/**
 * Everything that can happen to a node from outside, but for time, which {@link Node#tick} brings.
 * A connection, of a client, or a link, to another node, is a small number that its owner chooses
 * and may use again once it was closed; both share the same numbers.
 */
public sealed interface Input {

    /** Calls the method for its kind: a new kind does not compile until each receiver has one. */
    void deliver(Receiver receiver);

    /** One method for each kind of input. */
    interface Receiver {
        /** A connection begins. */
        void onOpened(Opened input);

        /** A request has arrived. */
        void onReceived(Received input);

        /** A connection takes answers again. */
        void onDrained(Drained input);

        /** A client sends nothing more. */
        void onEnded(Ended input);

        /** A connection is gone. */
        void onClosed(Closed input);

        /** A link that was dialled has been accepted. */
        void onLinkOpened(LinkOpened input);

        /** Another node has opened a link. */
        void onLinkAccepted(LinkAccepted input);

        /** Another node says something. */
        void onLinkReceived(LinkReceived input);

        /** A link takes messages again. */
        void onLinkDrained(LinkDrained input);

        /** A link is gone, or was refused. */
        void onLinkClosed(LinkClosed input);

        /** A link that was dialled is gone: its ends do not know the same secret. */
        void onLinkRefused(LinkRefused input);
    }

    /**
     * A client has connected, and has given no secret yet.
     *
     * @param isText true for a person or a script, who reads one answer after the other
     */
    record Opened(int connection, boolean isText) implements Input {
        @Override
        public void deliver(Receiver receiver) {
            receiver.onOpened(this);
        }
    }

    /** A client has sent a whole request. */
    record Received(int connection, Request request) implements Input {
        @Override
        public void deliver(Receiver receiver) {
            receiver.onReceived(this);
        }
    }

    /** What was queued for a client, when {@link Effects#send} said "enough", has gone out. */
    record Drained(int connection) implements Input {
        @Override
        public void deliver(Receiver receiver) {
            receiver.onDrained(this);
        }
    }

    /** A client sends nothing more, and waits only for the answers that it is still owed. */
    record Ended(int connection) implements Input {
        @Override
        public void deliver(Receiver receiver) {
            receiver.onEnded(this);
        }
    }

    /** A connection has ended, by whichever side; nothing must be sent to it any more. */
    record Closed(int connection) implements Input {
        @Override
        public void deliver(Receiver receiver) {
            receiver.onClosed(this);
        }
    }

    /** The link that {@link Effects#dial} has given that number is open. */
    record LinkOpened(int link) implements Input {
        @Override
        public void deliver(Receiver receiver) {
            receiver.onLinkOpened(this);
        }
    }

    /** Another node has connected; its first message says who it is. */
    record LinkAccepted(int link) implements Input {
        @Override
        public void deliver(Receiver receiver) {
            receiver.onLinkAccepted(this);
        }
    }

    /** Another node has sent a message. */
    record LinkReceived(int link, PeerMessage message) implements Input {
        @Override
        public void deliver(Receiver receiver) {
            receiver.onLinkReceived(this);
        }
    }

    /** What was queued for a link, when {@link Effects#sendPeer} said "enough", has gone out. */
    record LinkDrained(int link) implements Input {
        @Override
        public void deliver(Receiver receiver) {
            receiver.onLinkDrained(this);
        }
    }

    /**
     * A link has ended, by whichever side, or could not be opened.
     *
     * @param isRefused true when the address answers that nobody listens there
     */
    record LinkClosed(int link, boolean isRefused) implements Input {
        @Override
        public void deliver(Receiver receiver) {
            receiver.onLinkClosed(this);
        }
    }

    /**
     * A link that was dialled has ended before it was open: who is there knows another secret.
     *
     * @param address that was dialled
     */
    record LinkRefused(int link, String address) implements Input {
        @Override
        public void deliver(Receiver receiver) {
            receiver.onLinkRefused(this);
        }
    }
}
