package doozer.node;

import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A session, as the replicated state has it. Owned by whoever steps the node; only {@link Sessions}
 * changes it.
 */
final class Session implements Comparable<Session> {
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    /** About what a file takes in the tables, beside its path. */
    private static final int FILE_BYTES = 128;

    /** The revision that opened it. */
    final long id;
    final int ttlMillis;
    /** When it ends, on the cluster's clock, unless it gives a sign of life. */
    long deadlineMillis;
    /** The sequence number of its last command that was executed. */
    long last;
    /** Up to which of them its client has all answers. */
    long acked;
    /** What became of those after that. */
    final TreeMap<Long, Result> answers = new TreeMap<>();
    /** What goes when it goes. */
    final TreeSet<String> files = new TreeSet<>();
    /** Sums of the hashes of the answers and of the files. */
    private long answersHash;
    private long filesHash;
    private int bytes = 64;

    Session(long id, int ttlMillis) {
        this.id = id;
        this.ttlMillis = ttlMillis;
    }

    /** A copy, which nothing changes. */
    Session copy() {
        Session copy = new Session(id, ttlMillis);
        copy.deadlineMillis = deadlineMillis;
        copy.last = last;
        copy.acked = acked;
        answers.forEach(copy::keep);
        files.forEach(copy::own);
        return copy;
    }

    String path() {
        return Reserved.SESSIONS + id;
    }

    /** Keeps the answer to a command. */
    void keep(long sequence, Result result) {
        answers.put(sequence, result);
        answersHash += hash(sequence, result);
        bytes += weight(result);
    }

    private static int weight(Result result) {
        return 32 + (result.detail() == null ? 0 : result.detail().length())
                + result.value().length;
    }

    /** About how many bytes it takes. */
    int bytes() {
        return bytes;
    }

    /** The client has all answers up to there: they are forgotten. */
    void acknowledge(long upTo) {
        while (!answers.isEmpty() && answers.firstKey() <= upTo) {
            var first = answers.pollFirstEntry();
            answersHash -= hash(first.getKey(), first.getValue());
            bytes -= weight(first.getValue());
        }
        acked = Math.max(acked, upTo);
    }

    void own(String path) {
        if (!files.add(path)) return;
        filesHash += hash(path);
        bytes += FILE_BYTES + path.length();
    }

    void disown(String path) {
        if (!files.remove(path)) return;
        filesHash -= hash(path);
        bytes -= FILE_BYTES + path.length();
    }

    /** The words of a refusal are not in it: another version may have others. */
    private static long hash(long sequence, Result result) {
        long hash = mix(sequence) + result.rev();
        hash = hash * FACTOR + (result.code() == null ? 0 : result.code().number());
        for (byte b : result.value()) hash = hash * FACTOR + b;
        return mix(hash);
    }

    private static long hash(String path) {
        long hash = path.length();
        for (int i = 0; i < path.length(); i++) hash = hash * FACTOR + path.charAt(i);
        return mix(hash);
    }

    private static long mix(long bits) {
        long mixed = (bits ^ bits >>> 32) * FACTOR;
        return mixed ^ mixed >>> 29;
    }

    /** A hash of all of it, in constant time. */
    long hash() {
        long hash = mix(id) + ttlMillis;
        hash = hash * FACTOR + deadlineMillis;
        hash = hash * FACTOR + last;
        hash = hash * FACTOR + acked;
        hash = hash * FACTOR + answersHash;
        return mix(hash * FACTOR + filesHash);
    }

    /** In the order in which they end: rule E3. */
    @Override
    public int compareTo(Session other) {
        int byDeadline = Long.compare(deadlineMillis, other.deadlineMillis);
        return byDeadline != 0 ? byDeadline : Long.compare(id, other.id);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Session session && session.id == id;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id);
    }
}
