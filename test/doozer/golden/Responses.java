package doozer.golden;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields of a response, by number and by name. Stateless; any thread. */
final class Responses {
    static final int TAG = 1;
    static final int FLAGS = 2;
    static final int REV = 3;
    static final int PATH = 5;
    static final int VALUE = 6;
    static final int LEN = 8;
    static final int ERR_CODE = 100;
    static final int ERR_DETAIL = 101;

    private static final Map<String, Integer> NAMES = new LinkedHashMap<>();
    private static final Map<String, Integer> CODES = Map.ofEntries(
        Map.entry("TAG_IN_USE", 1), Map.entry("UNKNOWN_VERB", 2), Map.entry("READONLY", 3),
        Map.entry("TOO_LATE", 4), Map.entry("REV_MISMATCH", 5), Map.entry("BAD_PATH", 6),
        Map.entry("MISSING_ARG", 7), Map.entry("RANGE", 8), Map.entry("NOTDIR", 20),
        Map.entry("ISDIR", 21), Map.entry("NOENT", 22), Map.entry("OTHER", 127));

    static {
        NAMES.put("tag", TAG);
        NAMES.put("flags", FLAGS);
        NAMES.put("rev", REV);
        NAMES.put("path", PATH);
        NAMES.put("value", VALUE);
        NAMES.put("len", LEN);
        NAMES.put("err_code", ERR_CODE);
        NAMES.put("err_detail", ERR_DETAIL);
    }

    private Responses() {
    }

    /** The response with these fields: names, and values as the recordings write them. */
    static Message encode(Map<String, ?> fields) {
        Message message = new Message();
        for (Map.Entry<String, ?> field : fields.entrySet()) {
            message = with(message, field.getKey(), field.getValue());
        }
        return message;
    }

    private static Message with(Message message, String name, Object value) {
        Integer number = NAMES.get(name);
        if (number == null) throw new IllegalArgumentException("no field: " + name);
        return switch (number) {
            case PATH, VALUE, ERR_DETAIL -> message.with(number, bytes(value));
            case ERR_CODE -> message.with(number, code(String.valueOf(value)));
            default -> message.with(number, Long.parseLong(String.valueOf(value)));
        };
    }

    /** Bytes as the recordings write them: text, {@code hex}, or {@code fill} and {@code len}. */
    static byte[] bytes(Object value) {
        if (value instanceof String text) return text.getBytes(StandardCharsets.UTF_8);
        Map<?, ?> object = (Map<?, ?>) value;
        if (object.get("hex") instanceof String hex) return HexFormat.of().parseHex(hex);
        byte[] bytes = new byte[Math.toIntExact((Long) object.get("len"))];
        Arrays.fill(bytes, HexFormat.of().parseHex((String) object.get("fill"))[0]);
        return bytes;
    }

    static int code(String name) {
        Integer code = CODES.get(name);
        if (code == null) throw new IllegalArgumentException("no error: " + name);
        return code;
    }

    /** The name of a field, or its number. */
    static String name(int number) {
        return keyOf(NAMES, number);
    }

    /** A number as the recordings write it: errors have names. */
    static Object valueOf(int field, long value) {
        return field == ERR_CODE ? keyOf(CODES, (int) value) : value;
    }

    private static String keyOf(Map<String, Integer> map, int value) {
        return map.entrySet().stream().filter(entry -> entry.getValue() == value)
            .map(Map.Entry::getKey).findFirst().orElse(String.valueOf(value));
    }
}
