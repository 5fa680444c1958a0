package doozer.node;

import doozer.wire.Request;
import doozer.wire.Verb;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The rules once more, over a plain map of paths for each revision: what the answers of a node are
 * compared with. It knows nothing of trees, globs, indexes or turns. Answers are given as
 * {@link Answer#text} has them.
 */
final class Oracle {
    /** A slash sorts below every character of a name: so this is depth first, by name. */
    private static final Comparator<String> WALK_ORDER =
            Comparator.comparing(path -> path.replace('/', '\0'));

    private final Settings.Bounds bounds;
    private final List<TreeMap<String, File>> states = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private long oldest = 1;

    record File(long revision, String value) { }

    /** What a revision did: 4 set, 8 deleted, 0 nop. */
    record Event(long revision, int bit, String path, String value) {
        String text(int moreFlags) {
            return "flags=" + (bit | moreFlags) + " rev=" + Answer.revision(revision) + " path="
                    + path + " value=" + value;
        }
    }

    /** One that knows what a fresh node has written. */
    Oracle(Settings.Bounds bounds) {
        this.bounds = bounds;
        states.add(new TreeMap<>(WALK_ORDER));
        String id = TestNode.INCARNATION.id();
        put("/ctl/name", "local");
        put("/ctl/node/" + id + "/addr", "127.0.0.1:8046");
        put("/ctl/node/" + id + "/hostname", "ann");
        put("/ctl/node/" + id + "/version", "1.0");
        put("/ctl/cal/0", id);
        put("/ctl/ns/local/" + id, "127.0.0.1:8046");
        put("/ctl/node/" + id + "/writable", "true");
    }

    long revision() {
        return events.size();
    }

    /** The oldest revision that can be read. */
    long oldest() {
        return oldest;
    }

    /** What a node does at the end of a turn. */
    void trim() {
        oldest = Math.max(oldest, revision() - bounds.historyRevisions() + 1);
    }

    Event event(long revision) {
        return events.get((int) revision - 1);
    }

    /** The first event from one revision to another that matches, or null. */
    Event first(Pattern pattern, long from, long to) {
        for (long revision = Math.max(1, from); revision <= Math.min(to, revision()); revision++) {
            if (pattern.matcher(event(revision).path).matches()) return event(revision);
        }
        return null;
    }

    /** All files now, each as {@code path revision value}. */
    List<String> files() {
        List<String> files = new ArrayList<>();
        current().forEach((path, file) -> files.add(path + " " + file.revision + " " + file.value));
        return files;
    }

    /** A glob as a regular expression; null when it is none. */
    static Pattern pattern(String glob) {
        if (!glob.matches("/|(/[A-Za-z0-9._*?-]+)+")) return null;
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (glob.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else {
                regex.append(c == '?' ? "[^/]" : Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString());
    }

    // Writes.

    /** What is wrong with a write on its face, or null. */
    String refusal(Request request, Dialect dialect) {
        if (request.verb() == Verb.NOP) return null;
        if (request.path() == null || !request.hasRev()) return error(dialect, "MISSING_ARG");
        if (!request.path().matches("/|(/[A-Za-z0-9._-]+)+")) return error(dialect, "BAD_PATH");
        if (request.valueLength() <= bounds.maxValue()) return null;
        return error(dialect, "RANGE (a value of " + request.valueLength()
                + " bytes is over the limit of " + bounds.maxValue() + " (-maxvalue))");
    }

    /** Applies a write that is not wrong on its face, and gives its answer. */
    String apply(Request request, Dialect dialect) {
        String error = request.verb() == Verb.NOP ? null : judge(request);
        if ("REV_MISMATCH".equals(error) && dialect == Dialect.OWN) {
            long have = have(request.path());
            String actual = have == 0 ? "" : "rev=" + Answer.revision(have) + " ";
            return answer(dialect, actual + "error=" + error);
        }
        if (error != null) return error(dialect, error);
        TreeMap<String, File> next = new TreeMap<>(current());
        if (request.verb() == Verb.NOP) {
            append(next, 0, "/", "");
        } else if (request.verb() == Verb.DEL) {
            next.remove(request.path());
            append(next, 8, request.path(), "");
        } else {
            put(request.path(), new String(request.value(), StandardCharsets.UTF_8));
        }
        boolean tells = request.verb() == Verb.SET || dialect == Dialect.OWN;
        return answer(dialect, tells ? "rev=" + Answer.revision(revision()) : "");
    }

    private String judge(Request request) {
        String path = request.path();
        if (path.startsWith("/ctl/") && !path.matches("/ctl/ns/.*/.*")) {
            return "BAD_PATH (below /ctl, clients may write only /ctl/cal/<0 to 999>, /ctl/voters,"
                    + " /ctl/ns/<cluster>/** and /ctl/boot/**)";
        }
        for (String file : current().keySet()) {
            if (path.startsWith(file + "/")) return "NOTDIR";
        }
        long have = have(path);
        if (request.rev() != -1 && have > request.rev()) return "REV_MISMATCH";
        return have == -2 ? "ISDIR" : null;
    }

    /** The revision of what is there, as conditions have it. */
    private long have(String path) {
        File file = current().get(path);
        if (!names(current(), path).isEmpty()) return -2;
        return file == null ? 0 : file.revision;
    }

    private void put(String path, String value) {
        TreeMap<String, File> next = new TreeMap<>(current());
        next.put(path, new File(revision() + 1, value));
        append(next, 4, path, value);
    }

    private void append(TreeMap<String, File> state, int bit, String path, String value) {
        states.add(state);
        events.add(new Event(revision() + 1, bit, path, value));
    }

    // Reads.

    /** All answers to a read, if it is served now; null when it has to wait for its revision. */
    List<String> read(Request request, Dialect dialect) {
        boolean streams = dialect != Dialect.NINE;
        if (request.verb() == Verb.WALK) {
            if (pattern(request.path()) == null) return List.of(badGlob(request, dialect));
            if (request.offset() < 0) return List.of(error(dialect, "RANGE"));
        }
        long revision = request.hasRev() ? Math.max(1, request.rev()) : revision();
        if (revision > revision()) return null;
        if (revision < oldest) return List.of(tooLate(dialect));
        TreeMap<String, File> state = states.get((int) revision);
        return switch (request.verb()) {
            case REV -> List.of(answer(dialect, "rev=" + Answer.revision(revision())));
            case GET -> List.of(get(state, request.path(), dialect));
            case STAT -> List.of(stat(state, request.path(), dialect));
            case WALK -> streams ? walkAll(state, request) : List.of(walkOne(state, request));
            default -> list(state, request, dialect);
        };
    }

    private static String get(TreeMap<String, File> state, String path, Dialect dialect) {
        if (!names(state, path).isEmpty()) return error(dialect, "ISDIR");
        File file = state.getOrDefault(path, new File(0, ""));
        return answer(dialect, "rev=" + Answer.revision(file.revision) + " value=" + file.value);
    }

    private static String stat(TreeMap<String, File> state, String path, Dialect dialect) {
        int entries = names(state, path).size();
        if (entries > 0) return answer(dialect, "rev=-2 len=" + entries);
        File file = state.getOrDefault(path, new File(0, ""));
        return answer(dialect,
                "rev=" + Answer.revision(file.revision) + " len=" + file.value.length());
    }

    private static List<String> list(TreeMap<String, File> state, Request request,
            Dialect dialect) {
        List<String> names = names(state, request.path());
        if (names.isEmpty()) {
            boolean isFile = state.containsKey(request.path());
            return List.of(error(dialect, isFile ? "NOTDIR" : "NOENT"));
        }
        boolean streams = dialect != Dialect.NINE;
        if (request.offset() < 0 || !streams && request.offset() >= names.size()) {
            return List.of(error(dialect, "RANGE"));
        }
        if (!streams) return List.of("path=" + names.get(request.offset()));
        return cut(names.stream().map(name -> dialect == Dialect.OWN
                ? entry(state, request.path(), name) : "flags=1 path=" + name).toList(), request);
    }

    /** An entry as our own clients see it: with what STAT would say of it. */
    private static String entry(TreeMap<String, File> state, String directory, String name) {
        String path = directory.equals("/") ? "/" + name : directory + "/" + name;
        File file = state.get(path);
        return file == null
                ? "flags=1 rev=-2 path=" + name + " len=" + names(state, path).size()
                : "flags=1 rev=" + Answer.revision(file.revision) + " path=" + name + " len="
                + file.value.length();
    }

    private static List<String> walkAll(TreeMap<String, File> state, Request request) {
        return cut(matching(state, request.path(), 5), request);
    }

    private static String walkOne(TreeMap<String, File> state, Request request) {
        List<String> all = matching(state, request.path(), 4);
        return request.offset() < all.size() ? all.get(request.offset())
                : error(Dialect.NINE, "RANGE");
    }

    private static List<String> matching(TreeMap<String, File> state, String glob, int flags) {
        Pattern pattern = pattern(glob);
        List<String> all = new ArrayList<>();
        state.forEach((path, file) -> {
            if (!pattern.matcher(path).matches()) return;
            all.add("flags=" + flags + " rev=" + Answer.revision(file.revision) + " path=" + path
                    + " value=" + file.value);
        });
        return all;
    }

    private static List<String> cut(List<String> all, Request request) {
        int from = Math.min(all.size(), request.offset());
        int to = request.limit() > 0 ? Math.min(all.size(), from + request.limit()) : all.size();
        List<String> cut = new ArrayList<>(all.subList(from, to));
        cut.add("flags=2");
        return cut;
    }

    /** The names in a directory; none when it is no directory. */
    private static List<String> names(TreeMap<String, File> state, String path) {
        String below = path.equals("/") ? "/" : path + "/";
        TreeSet<String> names = new TreeSet<>();
        for (String file : state.keySet()) {
            if (file.startsWith(below)) names.add(file.substring(below.length()).split("/")[0]);
        }
        return List.copyOf(names);
    }

    // Wording.

    String tooLate(Dialect dialect) {
        return error(dialect, "TOO_LATE (the oldest revision kept is " + oldest + ")");
    }

    static String badGlob(Request request, Dialect dialect) {
        return error(dialect, "OTHER (invalid glob pattern: " + request.path() + ")");
    }

    static String error(Dialect dialect, String error) {
        return answer(dialect, "error=" + error);
    }

    /** The only answer to a request. */
    static String answer(Dialect dialect, String fields) {
        if (dialect == Dialect.NINE) return fields;
        return fields.isEmpty() ? "flags=3" : "flags=3 " + fields;
    }

    private TreeMap<String, File> current() {
        return states.get(states.size() - 1);
    }
}
