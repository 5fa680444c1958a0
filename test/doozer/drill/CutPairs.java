package doozer.drill;

import static java.nio.charset.StandardCharsets.UTF_8;

import doozer.client.Event;
import doozer.client.Session;
import java.util.ArrayList;
import java.util.List;

/**
 * Transactions on two files, each on condition that the one before was the last, and ephemeral
 * files that come and go: done twice or not at all, the next one would be refused.
 */
final class CutPairs extends CutWorker {
    private final Session session;
    private final String directory;
    private final boolean isEphemeral;
    private final List<Long> revisions = new ArrayList<>();
    private long last;

    /** One of transactions, or of ephemeral files. */
    CutPairs(CutRun run, Session session, String directory, boolean isEphemeral) {
        super(run, (isEphemeral ? "ephemeral files of " : "transactions of ") + directory);
        this.session = session;
        this.directory = directory;
        this.isEphemeral = isEphemeral;
    }

    @Override
    void act() {
        if (isEphemeral) comeAndGo();
        else commit();
    }

    private void comeAndGo() {
        String path = directory + "/here/" + revisions.size() % 3;
        long revision = session.setEphemeral(path, 0, ("" + revisions.size()).getBytes(UTF_8));
        revisions.add(revision);
        // A transaction is refused if it is not there, as a deletion alone is not.
        session.txn().ifRevision(path, revision).delete(path).commit();
        onDone(CutRun.Of.EPHEMERALS);
    }

    private void commit() {
        String first = directory + "/pair/a";
        byte[] body = ("" + revisions.size()).getBytes(UTF_8);
        long revision = session.txn().ifRevision(first, last).set(first, body)
                .set(directory + "/pair/b", body).commit();
        last = revision - 1;
        revisions.add(revision);
        onDone(CutRun.Of.TRANSACTIONS);
    }

    @Override
    void check(CutTruth truth) {
        String glob = directory + (isEphemeral ? "/here/*" : "/pair/b");
        List<Event> sets = truth.events(List.of(glob), 1, truth.revision()).stream()
                .filter(event -> event.kind() == Event.Kind.SET).toList();
        if (sets.size() != revisions.size()) {
            run.fail(name + ": " + sets.size() + " were done of " + revisions.size());
            return;
        }
        for (int i = 0; i < sets.size(); i++) {
            Event event = sets.get(i);
            boolean isRight = event.revision() == revisions.get(i)
                    && new String(event.body(), UTF_8).equals("" + i);
            if (!isRight) run.fail(name + ": number " + i + " is " + event);
        }
    }
}
