package doozer.node;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of what a node tells of itself. Immutable but while it is filled.
 *
 * @param name of the part
 * @param lines in order, no key twice
 */
public record InfoSection(String name, List<Line> lines) {
    /** One thing that is told. */
    public record Line(String key, String value) { }

    /** An empty one of that name, to be filled. */
    public static InfoSection named(String name) {
        return new InfoSection(name, new ArrayList<>());
    }

    /** Adds a line; gives this. */
    public InfoSection add(String key, Object value) {
        lines.add(new Line(key, String.valueOf(value)));
        return this;
    }

    /** Sections as INFO has them: {@code # name}, and lines {@code key:value}. */
    static byte[] text(List<InfoSection> sections) {
        StringBuilder out = new StringBuilder(2048);
        for (InfoSection section : sections) {
            out.append("# ").append(section.name).append('\n');
            for (Line line : section.lines) {
                out.append(line.key).append(':').append(line.value).append('\n');
            }
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }
}
