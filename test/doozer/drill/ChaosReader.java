package doozer.drill;

import doozer.client.DirectoryEntry;
import doozer.client.FileBody;
import doozer.client.Stat;
import doozer.history.Answer;
import doozer.history.Ask;

/** Reads in every way that there is, at one node whatever happens to it. */
final class ChaosReader extends ChaosClient {
    private static final int REST_MILLIS = 20;
    private static final int PAST = 50;

    private final String address;
    private final boolean isLast;
    private long seen = 1;
    private boolean hasReadAll;

    ChaosReader(ChaosRun run, int number, String address) {
        this(run, number, address, false);
    }

    private ChaosReader(ChaosRun run, int number, String address, boolean isLast) {
        super(run, number);
        this.address = address;
        this.isLast = isLast;
    }

    /** One that reads everything there is, when the run is over, writes, and ends. */
    static ChaosReader last(ChaosRun run, int number, String address) {
        return new ChaosReader(run, number, address, true);
    }

    @Override
    String address() {
        return address;
    }

    @Override
    boolean isOver() {
        return isLast ? hasReadAll : run.isWritingOver();
    }

    @Override
    void act() {
        if (isLast) readAll();
        else read();
    }

    private void readAll() {
        // The last write is one that every watch has to hear of.
        hasReadAll = rev() > 0 && walk("/chaos/**")
                && set(ChaosRun.END, -1) instanceof Answer.Done done && run.ends(done.revision());
    }

    private void read() {
        String path = path();
        String directory = run.directory();
        switch (random.nextInt(8)) {
            case 0 -> ask(new Ask.Stat(path), at -> {
                Stat stat = at.stat(path);
                return new Answer.Stat(stat.revision(), stat.length());
            });
            case 1 -> rev();
            case 2 -> ask(new Ask.Dir(directory), at -> new Answer.Names(
                    at.list(directory).stream().map(DirectoryEntry::name).toList()));
            case 3 -> walk(directory + "/*");
            case 4 -> past(path, Math.max(1, seen - random.nextInt(PAST)));
            default -> ask(new Ask.Get(path), at -> file(at.get(path)));
        }
        rest(REST_MILLIS);
    }

    /** Gives the revision, or 0. */
    private long rev() {
        Answer answer = ask(new Ask.Rev(), at -> new Answer.Revision(at.rev()));
        if (!(answer instanceof Answer.Revision revision)) return 0;
        seen = revision.revision();
        return seen;
    }

    private boolean walk(String glob) {
        return null != ask(new Ask.Walk(glob), at -> new Answer.Files(at.walk(glob).stream()
                .map(file -> new Answer.Found(file.path(), file.revision(), file.body()))
                .toList()));
    }

    private void past(String path, long revision) {
        ask(new Ask.Get(path, Ask.At.revision(revision)), at -> file(at.get(path, revision)));
    }

    private static Answer file(FileBody file) {
        return new Answer.File(file.revision(), file.body());
    }
}
