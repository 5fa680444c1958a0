package doozer.cli;

import doozer.client.DirectoryEntry;
import doozer.client.FileBody;
import doozer.client.Stat;
import doozer.client.Event;
import doozer.client.WalkedFile;
import java.io.IOException;
import java.util.List;

/** One JSON object a line, for programs; doc/commands.md has the fields. */
record JsonPrinter(Out out) implements Printer {
    @Override
    public void written(String path, long revision) throws IOException {
        print(new Json().put("path", path).put("rev", revision));
    }

    @Override
    public void revision(long revision) throws IOException {
        print(new Json().put("rev", revision));
    }

    @Override
    public void number(String name, long number) throws IOException {
        print(new Json().put(name, number));
    }

    @Override
    public void id(String id) throws IOException {
        print(new Json().put("id", id));
    }

    /** The sections of the text, each an object whose fields are texts. */
    @Override
    public void info(String text) throws IOException {
        Json all = new Json();
        Json section = null;
        String name = "";
        for (String line : text.split("\r?\n")) {
            int colon = line.indexOf(':');
            if (line.startsWith("#")) {
                if (section != null) all.put(name, section);
                section = new Json();
                name = line.substring(1).strip();
            } else if (colon > 0) {
                (section == null ? all : section)
                        .put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        if (section != null) all.put(name, section);
        print(all);
    }

    @Override
    public void members(List<MemberTable.Row> rows) throws IOException {
        for (MemberTable.Row row : rows) {
            Json json = new Json().put("id", row.id()).put("address", row.address())
                    .put("role", row.role());
            if (row.answers()) json.put("slot", row.slot()).put("lag", row.lag());
            if (row.heardMillis() != null) json.put("heard_ms", row.heardMillis());
            print(json);
        }
    }

    @Override
    public void stat(String path, Stat stat) throws IOException {
        print(whatIsThere(new Json().put("path", path), stat));
    }

    @Override
    public void file(String path, FileBody file) throws IOException {
        print(fileObject(path, file.revision(), file.body()));
    }

    @Override
    public void body(String path, FileBody file) throws IOException {
        file(path, file);
    }

    @Override
    public void walked(WalkedFile file) throws IOException {
        print(fileObject(file.path(), file.revision(), file.body()));
    }

    @Override
    public void entry(String directory, DirectoryEntry entry) throws IOException {
        Json json = new Json().put("path", FindCommand.join(directory, entry.name()));
        json.put("name", entry.name());
        print(whatIsThere(json, FindCommand.statOf(entry)));
    }

    @Override
    public void found(String path, Stat stat) throws IOException {
        stat(path, stat);
    }

    @Override
    public void event(Event event) throws IOException {
        Json json = new Json().put("path", event.path()).put("rev", event.revision())
                .put("event", EventRunner.word(event));
        if (event.kind() == Event.Kind.SET) {
            json.put("len", event.body().length).putBody(event.body());
        }
        print(json);
    }

    private static Json fileObject(String path, long revision, byte[] body) {
        return new Json().put("path", path).put("rev", revision).put("len", body.length)
                .putBody(body);
    }

    private static Json whatIsThere(Json json, Stat stat) {
        if (stat.isDirectory()) return json.put("type", "dir").put("entries", stat.length());
        return json.put("type", "file").put("rev", stat.revision()).put("len", stat.length());
    }

    private void print(Json json) throws IOException {
        out.print(json.line());
    }
}
