package doozer.cli;

import doozer.client.DirectoryEntry;
import doozer.client.FileBody;
import doozer.client.Stat;
import doozer.client.Event;
import doozer.client.WalkedFile;
import java.io.IOException;
import java.util.List;

/** Lines for people and scripts, and bodies as they are. */
record TextPrinter(Out out) implements Printer {
    @Override
    public void written(String path, long revision) throws IOException {
        revision(revision);
    }

    @Override
    public void revision(long revision) throws IOException {
        out.print(revision).print("\n");
    }

    @Override
    public void number(String name, long number) throws IOException {
        revision(number);
    }

    @Override
    public void id(String id) throws IOException {
        out.print(id).print("\n");
    }

    @Override
    public void info(String text) throws IOException {
        out.print(text);
        if (!text.endsWith("\n")) out.print("\n");
    }

    @Override
    public void members(List<MemberTable.Row> rows) throws IOException {
        out.print(MemberTable.text(rows));
    }

    @Override
    public void stat(String path, Stat stat) throws IOException {
        if (stat.isDirectory()) out.print("d");
        else out.print(stat.revision());
        out.print(" ").print(stat.length()).print("\n");
    }

    @Override
    public void file(String path, FileBody file) throws IOException {
        out.print(file.revision()).print(" ");
        lengthAndBody(file.body());
    }

    @Override
    public void body(String path, FileBody file) throws IOException {
        out.print(file.body());
    }

    @Override
    public void walked(WalkedFile file) throws IOException {
        out.print(file.path()).print(" ").print(file.revision()).print(" ");
        lengthAndBody(file.body());
    }

    @Override
    public void entry(String directory, DirectoryEntry entry) throws IOException {
        out.print(entry.name());
        if (entry.isDirectory()) out.print("/ ");
        else out.print(" ").print(entry.revision()).print(" ");
        out.print(entry.length()).print("\n");
    }

    @Override
    public void found(String path, Stat stat) throws IOException {
        out.print(path).print("\n");
    }

    @Override
    public void event(Event event) throws IOException {
        out.print(event.path()).print(" ").print(event.revision()).print(" ");
        // Of a nop the word is empty, and there are two blanks: so it has always been.
        if (event.kind() != Event.Kind.NOP) out.print(EventRunner.word(event));
        out.print(" ");
        lengthAndBody(event.body());
    }

    private void lengthAndBody(byte[] body) throws IOException {
        out.print(body.length).print("\n").print(body).print("\n");
    }
}
