package doozer.golden;

import java.util.Map;

/** The reader of JSON of these tests, for those elsewhere. */
public final class JsonObject {
    private JsonObject() {
    }

    /** Reads one object, which has to be all that there is. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> parse(String text) {
        return (Map<String, Object>) Json.parse(text);
    }
}
