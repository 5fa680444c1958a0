package doozer.paxos;

import java.util.List;

/**
 * Everything that one member may say to another about slots. Who says it is known from the
 * connection, and is in no field.
 *
 * <pre>
 *   candidate                        voters             every member
 *      | -- PreVote -----------------> |                    |    nobody is disturbed in vain
 *      | <-- PreVoteAnswer ----------- |                    |
 *      | -- Prepare(b, from) --------> |                    |    phase 1, once a leadership
 *      | <-- Promise(b, votes) ------- |                    |
 *   leader
 *      | -- Accept(b, s, value) -----> |                    |    phase 2, once a slot
 *      | -- Learn(b, s, value) -----------------------> (standbys)
 *      |                               | -- Accepted(b, s) ->    decided: a majority of one ballot
 *      | -- Heartbeat(b, decided) ------------------------> |
 * </pre>
 */
public sealed interface Message {

    /** Calls the method for its kind: a new kind does not compile until each receiver has one. */
    void deliver(int from, Receiver receiver);

    /** One method for each kind of message. */
    interface Receiver {
        /** Somebody would stand. */
        void onPreVote(int from, PreVote message);

        /** What another thinks of our standing. */
        void onPreVoteAnswer(int from, PreVoteAnswer message);

        /** Phase 1 is asked for. */
        void onPrepare(int from, Prepare message);

        /** A part of a promise. */
        void onPromise(int from, Promise message);

        /** A higher ballot stands in the way. */
        void onNack(int from, Nack message);

        /** A vote is asked for. */
        void onAccept(int from, Accept message);

        /** A value to know, not to vote for. */
        void onLearn(int from, Learn message);

        /** A vote was given. */
        void onAccepted(int from, Accepted message);

        /** The leader is there. */
        void onHeartbeat(int from, Heartbeat message);

        /** A member is there. */
        void onHeartbeatAnswer(int from, HeartbeatAnswer message);

        /** Decided slots are asked for. */
        void onPull(int from, Pull message);

        /** Decided slots. */
        void onDecided(int from, Decided message);

        /** A read asks how far we are. */
        void onProbe(int from, Probe message);

        /** How far another is. */
        void onProbeAnswer(int from, ProbeAnswer message);

        /** The leader goes and names us. */
        void onHandOver(int from, HandOver message);
    }

    /**
     * Asks whether a candidate would find a majority, and who leads else; changes nothing.
     *
     * @param number tells apart the attempts of one member
     * @param applied the sender's last applied slot
     * @param stands false for one who may not stand and only wants to know who leads
     */
    record PreVote(long number, long applied, boolean stands) implements Message {
        @Override
        public void deliver(int from, Receiver receiver) {
            receiver.onPreVote(from, this);
        }
    }

    /**
     * Answers a {@link PreVote}.
     *
     * @param leader the ballot of the leader that the sender hears, or {@link Ballot#NONE}
     * @param applied the sender's last applied slot
     */
    record PreVoteAnswer(long number, boolean isGranted, long leader, long applied)
            implements Message {
        @Override
        public void deliver(int from, Receiver receiver) {
            receiver.onPreVoteAnswer(from, this);
        }
    }

    /** Asks for a promise for every slot from {@code firstSlot} on: a leader asks only once. */
    record Prepare(long ballot, long firstSlot) implements Message {
        @Override
        public void deliver(int from, Receiver receiver) {
            receiver.onPrepare(from, this);
        }
    }

    /**
     * One part of a promise, all parts of which tell the state of one moment.
     *
     * @param answer tells apart the answers of one member
     * @param part from 0; it counts only when all have come, in order, on one connection
     * @param truncatedUpTo every slot up to it is decided: to be fetched, not to be proposed
     * @param votes what the sender has accepted above that and from {@code firstSlot} on
     */
    record Promise(long ballot, long firstSlot, long answer, int part, boolean isLast,
            long truncatedUpTo, List<Vote> votes) implements Message {
        @Override
        public void deliver(int from, Receiver receiver) {
            receiver.onPromise(from, this);
        }
    }

    /** Refuses what was asked in {@code ballot}: {@code promised} is higher. */
    record Nack(long ballot, long promised) implements Message {
        @Override
        public void deliver(int from, Receiver receiver) {
            receiver.onNack(from, this);
        }
    }

    /**
     * Asks for a vote, and is its leader's own.
     *
     * @param decidedUpTo every slot up to it is decided, as the leader knows
     */
    record Accept(long ballot, long slot, Value value, long decidedUpTo) implements Message {
        @Override
        public void deliver(int from, Receiver receiver) {
            receiver.onAccept(from, this);
        }
    }

    /** The same for those who have no vote in that slot. */
    record Learn(long ballot, long slot, Value value, long decidedUpTo) implements Message {
        @Override
        public void deliver(int from, Receiver receiver) {
            receiver.onLearn(from, this);
        }
    }

    /** The sender has voted in that slot for the value of that ballot. */
    record Accepted(long ballot, long slot) implements Message {
        @Override
        public void deliver(int from, Receiver receiver) {
            receiver.onAccepted(from, this);
        }
    }

    /**
     * Says that the leader is there.
     *
     * @param decidedUpTo every slot up to it is decided
     * @param agreed what a majority of the voters has as the hash of the state at some slot
     */
    record Heartbeat(long ballot, long decidedUpTo, Print agreed) implements Message {
        @Override
        public void deliver(int from, Receiver receiver) {
            receiver.onHeartbeat(from, this);
        }
    }

    /**
     * Answers a {@link Heartbeat}.
     *
     * @param applied the sender's last applied slot
     * @param highest the highest slot that it has applied or voted in, or that its reads wait for
     * @param print its hash of the state at some slot
     */
    record HeartbeatAnswer(long ballot, long applied, long highest, Print print)
            implements Message {
        @Override
        public void deliver(int from, Receiver receiver) {
            receiver.onHeartbeatAnswer(from, this);
        }
    }

    /** Asks for decided slots from {@code firstSlot} on. */
    record Pull(long firstSlot) implements Message {
        @Override
        public void deliver(int from, Receiver receiver) {
            receiver.onPull(from, this);
        }
    }

    /**
     * Tells what is decided.
     *
     * @param values of the slots from {@code firstSlot} on; maybe none
     * @param decidedUpTo how far the sender knows, maybe more than it tells here
     */
    record Decided(long firstSlot, List<Value> values, long decidedUpTo) implements Message {
        @Override
        public void deliver(int from, Receiver receiver) {
            receiver.onDecided(from, this);
        }
    }

    /**
     * Asks, for a read, how far the receiver is.
     *
     * @param highest the highest slot that the read has to wait for so far: for the leader, who
     *     may not hear of it otherwise
     */
    record Probe(long id, long highest) implements Message {
        /** One that waits for nothing yet. */
        public Probe(long id) {
            this(id, 0);
        }

        @Override
        public void deliver(int from, Receiver receiver) {
            receiver.onProbe(from, this);
        }
    }

    /**
     * Answers a {@link Probe}.
     *
     * @param highest the highest slot that the sender has applied or voted in
     * @param applied its last applied slot
     */
    record ProbeAnswer(long id, long highest, long applied) implements Message {
        @Override
        public void deliver(int from, Receiver receiver) {
            receiver.onProbeAnswer(from, this);
        }
    }

    /** The leader of that ballot stops, and asks the receiver to stand at once. */
    record HandOver(long ballot) implements Message {
        @Override
        public void deliver(int from, Receiver receiver) {
            receiver.onHandOver(from, this);
        }
    }
}
