package doozer.drill;

import static java.nio.charset.StandardCharsets.UTF_8;

import doozer.client.DoozerClient;
import doozer.client.Event;
import doozer.client.FileBody;
import doozer.client.TooLateException;
import doozer.client.WalkedFile;
import doozer.client.WatchOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Reads in every way that there is, none of which may show an older state than the one before. */
final class CutReader extends CutWorker {
    private final DoozerClient client;
    private final CutCounter counter;
    private final String directory;
    private final Random random;
    private final List<CutStream> beginnings = new ArrayList<>();
    private final List<Event> files = new ArrayList<>();
    private long seen;
    private long seenNumber;

    CutReader(CutRun run, DoozerClient client, CutCounter counter, String directory) {
        super(run, "reader of " + directory);
        this.client = client;
        this.counter = counter;
        this.directory = directory;
        random = new Random(directory.hashCode());
    }

    @Override
    void act() {
        try {
            switch (random.nextInt(10)) {
                case 0, 1 -> walk(directory + "/**");
                case 2 -> watch();
                case 3, 4, 5 -> rev();
                case 6 -> names();
                default -> number();
            }
        } catch (TooLateException e) {
            // Who was started again a moment ago does not know the past.
            run.add(CutRun.Of.TOO_LATE);
        }
    }

    private void rev() {
        long revision = client.rev();
        if (revision < seen) run.fail(name + ": revision " + revision + " after " + seen);
        seen = revision;
        onDone(CutRun.Of.READS);
    }

    private void number() {
        long least = Math.max(seenNumber, counter.confirmed());
        FileBody file = client.get(counter.path());
        seenNumber = file.isMissing() ? 0 : Long.parseLong(new String(file.body(), UTF_8));
        if (seenNumber < least) run.fail(name + ": " + seenNumber + " after " + least);
        if (!file.isMissing()) {
            files.add(new Event(counter.path(), file.revision(), Event.Kind.SET, file.body(), null,
                    false));
        }
        onDone(CutRun.Of.READS);
    }

    private void names() {
        long before = client.stat(directory + "/pair/a").revision();
        long after = client.stat(directory + "/pair/b").revision();
        boolean isBoth = before > 0 && client.list(directory + "/pair").size() == 2;
        if (before > 0 && (after <= before || !isBoth)) {
            run.fail(name + ": a pair of " + before + " and " + after);
        }
        onDone(CutRun.Of.READS);
    }

    private void walk(String glob) {
        long revision = client.rev();
        List<Event> walked = new ArrayList<>();
        for (WalkedFile file : client.walk(glob, revision)) {
            walked.add(new Event(file.path(), file.revision(), Event.Kind.SET, file.body(), null,
                    false));
        }
        run.claim(new CutTruth.Claim(revision, List.of(glob), walked, name + ": a walk"));
        onDone(CutRun.Of.WALKS);
    }

    private void watch() {
        WatchOptions options = WatchOptions.of(directory + "/here/*").and(directory + "/**")
                .walkFirst().progress();
        beginnings.add(CutStream.beginning(directory, client, options));
        onDone(CutRun.Of.SHORT_WATCHES);
    }

    @Override
    void check(CutTruth truth) {
        for (CutStream stream : beginnings) run.fail(stream.check(truth, run.claims()));
        for (Event file : files) {
            Event made = truth.event(file.revision());
            String problem = made == null ? "no such revision"
                    : CutStream.compare(List.of(made), List.of(file));
            if (problem != null) run.fail(name + ": " + problem);
        }
    }
}
