package doozer.drill;

import doozer.client.FileBody;
import doozer.history.Answer;
import doozer.history.Ask;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes few files, mostly on a condition that may have become false; at any node. */
final class ChaosWriter extends ChaosClient {
    private static final int REST_MILLIS = 8;
    private static final int KNOWN = 100;

    /** The last revision that it has heard of, by path. */
    private final Map<String, Long> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > KNOWN;
        }
    };

    ChaosWriter(ChaosRun run, int number) {
        super(run, number);
    }

    @Override
    String address() {
        return anyAddress();
    }

    @Override
    boolean isOver() {
        return run.isWritingOver();
    }

    @Override
    void act() {
        String path = path();
        int kind = random.nextInt(100);
        if (kind < 65) learn(path, set(path, condition(path)));
        else if (kind < 75) delete(path);
        else if (kind < 98) read(path);
        else leave();
        rest(REST_MILLIS);
    }

    private long condition(String path) {
        return random.nextInt(4) == 0 ? -1 : known.getOrDefault(path, 0L);
    }

    private void delete(String path) {
        long condition = condition(path);
        Answer answer = ask(new Ask.Del(path, condition),
                at -> new Answer.Done(at.del(path, condition)));
        if (answer != null) known.remove(path);
    }

    private void read(String path) {
        learn(path, ask(new Ask.Get(path), at -> {
            FileBody file = at.get(path);
            return new Answer.File(file.revision(), file.body());
        }));
    }

    private void learn(String path, Answer answer) {
        if (answer instanceof Answer.Done done) known.put(path, done.revision());
        if (answer instanceof Answer.File file) known.put(path, file.revision());
    }
}
