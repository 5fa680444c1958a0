package doozer.paxos;

/** Something on its way from one member to another: a message, or else a snapshot. */
record Letter(int from, int to, Message message, Member.Snapshot snapshot) {

    boolean is(Class<? extends Message> kind) {
        return kind.isInstance(message);
    }
}
