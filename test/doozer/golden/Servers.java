package doozer.golden;

import doozer.server.OptionException;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Servers of ours in the place of those that were recorded together: one, and those attached to it,
 * by their recorded names. One thread's.
 */
final class Servers implements AutoCloseable {
    private static final Pattern NODE_ID = Pattern.compile("\\b[A-Z2-7]{16}\\b");
    /** The name of the machine on which the recordings were made. */
    private static final String RECORDED_HOST = "vm";

    private final Map<String, Served> byName = new LinkedHashMap<>();
    private final Served first;

    /** Starts the first one. */
    Servers(Line start) throws OptionException, IOException {
        first = new Served(start, null);
        byName.put(start.server(), first);
    }

    /** Starts one that is attached to the first, which takes writes once this returns. */
    Served attach(Line start) throws OptionException, IOException {
        Served attached = new Served(start, first);
        byName.put(start.server(), attached);
        first.awaitWritable(attached);
        return attached;
    }

    Served first() {
        return first;
    }

    /** The one that a line is about. */
    Served of(Line line) {
        return byName.get(line.server());
    }

    Collection<Served> all() {
        return byName.values();
    }

    /**
     * A recorded text with what is ours in the place of recorded ids, addresses and host. An id
     * that was not seen before is that of the server which the line is about.
     */
    String ours(Line line, String recorded) throws IOException {
        if (recorded.equals(RECORDED_HOST)) return Served.hostname();
        Matcher ids = NODE_ID.matcher(recorded);
        while (ids.find()) {
            String id = ids.group();
            boolean isKnown = all().stream().anyMatch(served -> served.isRecordedAs(id));
            if (!isKnown) of(line).learnId(id);
        }
        String text = recorded;
        for (Served served : all()) text = served.ours(text);
        return text;
    }

    /** Ends the first one last: while it can answer, nobody has to wait for an end. */
    @Override
    public void close() throws IOException {
        for (Served served : all()) {
            if (served != first) served.close();
        }
        first.close();
    }
}
