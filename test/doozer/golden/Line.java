package doozer.golden;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One line of the recordings of the client protocol; their README says what each field is. */
record Line(Map<String, Object> json) {
    /** The bytes of a field of a request that the recording does not show as bytes. */
    private static final Map<String, Integer> REQUEST_FIELDS =
        Map.of("tag", 1, "verb", 2, "path", 4, "value", 5, "rev", 9);
    private static final int SET = 2;
    private static final String ATTACH = "-a";

    /** All lines, in their order. */
    @SuppressWarnings("unchecked")
    static List<Line> all() {
        List<Line> lines = new ArrayList<>();
        for (String text : resource("golden.jsonl").split("\n")) {
            lines.add(new Line((Map<String, Object>) Json.parse(text)));
        }
        return lines;
    }

    /** All lines, those of one server together with those of servers attached to it. */
    static Map<String, List<Line>> byServer() {
        Map<String, List<Line>> servers = new LinkedHashMap<>();
        Map<String, String> attached = new HashMap<>();
        Map<String, String> listening = new HashMap<>();
        for (Line line : all()) {
            if (line.isKind("server")) {
                listening.put(line.option("-l"), line.server());
                String to = line.option(ATTACH);
                if (to != null) attached.put(line.server(), listening.get(to));
            }
            String first = attached.getOrDefault(line.server(), line.server());
            servers.computeIfAbsent(first, name -> new ArrayList<>()).add(line);
        }
        return servers;
    }

    static String resource(String name) {
        try (InputStream in = Line.class.getResourceAsStream("/golden/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with another value for one field. */
    Line with(String field, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(json);
        changed.put(field, value);
        return new Line(changed);
    }

    String name() {
        return text("name");
    }

    String server() {
        return text("server");
    }

    String kind() {
        return text("kind");
    }

    String connection() {
        return text("conn");
    }

    String outcome() {
        return text("outcome");
    }

    String releasedBy() {
        return text("released_by");
    }

    boolean isKind(String kind) {
        return kind.equals(kind());
    }

    boolean isVolatile(String field) {
        return ((List<?>) json.get("volatile")).contains(field);
    }

    /** Whether the original was still there afterwards. */
    boolean leftServerAlive() {
        return !Boolean.FALSE.equals(json.get("server_alive"));
    }

    /** The revision of a fresh server, or null where nobody asked. */
    Long baseRevision() {
        return (Long) json.get("base_rev");
    }

    List<String> args() {
        return ((List<?>) json.get("args")).stream().map(String.class::cast).toList();
    }

    /** What follows a flag in the arguments of a server, or null. */
    String option(String flag) {
        int at = args().indexOf(flag);
        return at < 0 ? null : args().get(at + 1);
    }

    /** Whether it is the start of a server that was attached to another one. */
    boolean isAttached() {
        return option(ATTACH) != null;
    }

    @SuppressWarnings("unchecked")
    Map<String, String> environment() {
        return (Map<String, String>) json.get("env");
    }

    private String text(String field) {
        return (String) json.get(field);
    }

    /** What was sent, or null when nothing was. */
    byte[] request() {
        if (isKind("udp")) return null;
        String hex = text("request_hex");
        if (hex != null) return HexFormat.of().parseHex(hex);
        return json.get("request") instanceof Map<?, ?> fields ? encode(fields).frame() : null;
    }

    /** Large values are not shown as bytes: these requests are all SETs. */
    private static Message encode(Map<?, ?> fields) {
        Message message = new Message();
        for (Map.Entry<?, ?> field : fields.entrySet()) {
            int number = REQUEST_FIELDS.get((String) field.getKey());
            message = switch ((String) field.getKey()) {
                case "verb" -> message.with(number, SET);
                case "path", "value" -> message.with(number, Responses.bytes(field.getValue()));
                default -> message.with(number, (Long) field.getValue());
            };
        }
        return message;
    }

    /** The replies, decoded from their bytes; none when there was none. */
    List<Message> responses() {
        String hex = text("response_hex");
        if (hex == null || isKind("udp")) return List.of();
        return Message.decodeFrames(HexFormat.of().parseHex(hex));
    }

    /** The replies as whoever recorded them understood them, encoded by us. */
    @SuppressWarnings("unchecked")
    List<Message> describedResponses() {
        if (!(json.get("response") instanceof List<?> list)) {
            Object one = json.get("response");
            return one == null ? List.of() : List.of(Responses.encode((Map<String, ?>) one));
        }
        return list.stream().map(one -> Responses.encode((Map<String, ?>) one)).toList();
    }
}
