package doozer.node;

import doozer.wire.ErrorCode;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.util.List;

/** A client's write on its way into the log. Owned by whoever steps the node. */
final class ClientWrite extends PendingWrite implements Observer.Write {
    private final Client client;
    private final long tag;
    private final Verb verb;
    private final ServeQueue toServe;
    /** Which one of its client's writes it is. */
    private final long number;
    private final long cameNanos;

    ClientWrite(Client client, Asked asked, ServeQueue toServe) {
        super(asked.command);
        this.client = client;
        this.toServe = toServe;
        tag = asked.tag;
        verb = asked.verb;
        number = client.beganWrite();
        cameNanos = client.meter().cameNanos();
    }

    /** What the client has asked for. */
    record Asked(long tag, Verb verb, Command command) { }

    @Override
    public String client() {
        return client.calledAs();
    }

    @Override
    public Verb verb() {
        return verb;
    }

    @Override
    public List<String> paths() {
        return command.paths();
    }

    /** When it has come, by the clock of {@link Meter}. */
    long cameNanos() {
        return cameNanos;
    }

    @Override
    void onApplied(Result result, long revision) {
        end();
        boolean isOfNow = !result.isDone() || result.rev() == 0;
        client.meter().onWritten(this, result.code(), isOfNow ? revision : result.rev());
        boolean isOwn = client.dialect() == Dialect.OWN;
        if (!result.isDone()) {
            Response refusal = Response.error(result.code(), result.detail());
            if (isOwn && result.rev() != 0) refusal.rev(result.rev());
            client.answer(tag, refusal);
            return;
        }
        Response done = new Response();
        // The clients of old get a revision from SET alone.
        if (verb == Verb.SET || isOwn) done.rev(result.rev() == 0 ? revision : result.rev());
        if (result.value().length > 0) done.value(result.value());
        if (command instanceof Command.Open open) done.len(open.ttlMillis());
        client.answer(tag, done);
    }

    @Override
    void onRefused(String why) {
        end();
        client.meter().onRefused(this);
        client.refuse(tag, ErrorCode.READONLY, why);
    }

    @Override
    void onUnknown() {
        end();
        client.meter().onUnknown(this);
        client.closeUnknown(tag);
    }

    /** Its reads may have waited for this write. */
    private void end() {
        client.endedWrite(number);
        toServe.add(client);
    }
}
