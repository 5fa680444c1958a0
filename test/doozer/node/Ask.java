package doozer.node;

import doozer.wire.Output;
import doozer.wire.Request;
import doozer.wire.Txn;
import doozer.wire.Verb;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Locale;

/** Requests for tests; the connection that sends one gives it a tag. */
final class Ask {
    private Ask() {
    }

    static Request rev() {
        return new Request(Verb.REV);
    }

    static Request self() {
        return new Request(Verb.SELF);
    }

    static Request nop() {
        return new Request(Verb.NOP);
    }

    static Request get(String path) {
        return new Request(Verb.GET).path(path);
    }

    static Request stat(String path) {
        return new Request(Verb.STAT).path(path);
    }

    static Request set(String path, long rev, String value) {
        return new Request(Verb.SET).path(path).rev(rev).value(bytes(value));
    }

    static Request del(String path, long rev) {
        return new Request(Verb.DEL).path(path).rev(rev);
    }

    /** Without an offset: what only the seed era and our own client send. */
    static Request walk(String glob) {
        return new Request(Verb.WALK).path(glob);
    }

    /** Without an offset: what only the seed era and our own client send. */
    static Request getdir(String path) {
        return new Request(Verb.GETDIR).path(path);
    }

    /** From now on, as no revision is given. */
    static Request watch(String glob) {
        return new Request(Verb.WATCH).path(glob);
    }

    static Request waitFor(String glob, long rev) {
        return new Request(Verb.WAIT).path(glob).rev(rev);
    }

    static Request open(int ttlMillis) {
        return new Request(Verb.OPEN).ttlMillis(ttlMillis).value(bytes("somebody"));
    }

    static Request keep(long session) {
        return new Request(Verb.KEEP).session(session);
    }

    static Request closeSession(long session) {
        return new Request(Verb.CLOSE).session(session);
    }

    /** Of everything as of now. */
    static Request dump() {
        return new Request(Verb.DUMP);
    }

    static Request next(String path) {
        return new Request(Verb.NEXT).path(path);
    }

    static Request ephemeral(long session, String path, String value) {
        return set(path, -1, value).session(session).option(Request.EPHEMERAL);
    }

    /** A transaction of {@code if <path> <rev>}, {@code set <path> <value>} and the like. */
    static Request txn(String... operations) {
        ArrayList<Txn.Operation> list = new ArrayList<>();
        for (String operation : operations) {
            String[] words = operation.split(" ");
            Txn.Kind kind = Txn.Kind.valueOf(words[0].toUpperCase(Locale.ROOT));
            long rev = kind.isSet() || words.length < 3 ? -1 : Long.parseLong(words[2]);
            list.add(new Txn.Operation(kind, words[1], rev,
                    bytes(kind.isSet() ? words[2] : "")));
        }
        return new Request(Verb.TXN).value(new Txn(list).encode());
    }

    static Request cancel(int otherTag) {
        return new Request(Verb.CANCEL).otherTag(otherTag);
    }

    static Request access(String secret) {
        return new Request(Verb.ACCESS).value(bytes(secret));
    }

    static Request hello(long version) {
        return new Request(Verb.HELLO).rev(version);
    }

    /** The frame of a request with tag 1 and {@code cas}, field 3, as versions up to 0.3.1 sent. */
    static byte[] frameWithCas(Verb verb, String path) {
        Output out = new Output(64);
        out.putInt(0);
        out.putVarintField(1, 1);
        out.putVarintField(2, verb.number());
        out.putStringField(3, "7");
        out.putStringField(4, path);
        out.putIntAt(0, out.length() - 4);
        return out.toByteArray();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
