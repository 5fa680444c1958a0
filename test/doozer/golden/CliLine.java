package doozer.golden;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * One line of the recordings of the commands; their README says what each field is. Bytes are kept
 * as texts of ISO 8859-1, one character a byte.
 *
 * @param exit the exit status, or null when the command went on until it was killed
 * @param isVolatile whether revisions in the arguments depend on the run
 */
public record CliLine(String name, List<String> args, Map<String, String> env, String stdin,
        String stdout, String stderr, Integer exit, boolean isVolatile) {

    /** All lines of a file, in their order. */
    public static List<CliLine> all(String file) {
        List<CliLine> lines = new ArrayList<>();
        for (String line : Resource.lines(file)) lines.add(of((Map<?, ?>) Json.parse(line)));
        return lines;
    }

    @SuppressWarnings("unchecked")
    private static CliLine of(Map<?, ?> json) {
        Long exit = (Long) json.get("exit");
        List<?> volatileFields = (List<?>) json.get("volatile");
        return new CliLine((String) json.get("name"), (List<String>) json.get("args"),
            (Map<String, String>) json.get("env"), bytes(json.get("stdin")),
            bytes(json.get("stdout")), bytes(json.get("stderr")),
            exit == null ? null : exit.intValue(),
            volatileFields != null && volatileFields.contains("args"));
    }

    private static String bytes(Object field) {
        byte[] bytes = field instanceof Map<?, ?> hex
            ? HexFormat.of().parseHex((String) hex.get("hex"))
            : ((String) field).getBytes(StandardCharsets.UTF_8);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
