package doozer.node;

import doozer.paxos.Value;
import java.util.Arrays;
import java.util.List;

/** What one slot holds: the commands that one turn of the leader's loop brought. Immutable. */
final class Batch implements Value {
    /** Nothing to do: fills a slot. */
    static final Batch EMPTY = new Batch(List.of());

    private final List<LogEntry> entries;
    private final int weight;
    /** Made when it is first needed: a cluster of one never needs it. */
    private byte[] encoded;

    Batch(List<LogEntry> entries) {
        this.entries = entries;
        int sum = 16;
        for (int i = 0; i < entries.size(); i++) sum += entries.get(i).command().weight();
        weight = sum;
    }

    List<LogEntry> entries() {
        return entries;
    }

    @Override
    public int weight() {
        return weight;
    }

    /** Its bytes on the way to others; shared, never modified. */
    byte[] encoded() {
        if (encoded == null) encoded = BatchCodec.encode(this);
        return encoded;
    }

    @Override
    public boolean equals(Object other) {
        return other == this
                || other instanceof Batch that && Arrays.equals(encoded(), that.encoded());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded());
    }
}
