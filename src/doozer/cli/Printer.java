package doozer.cli;

import doozer.client.DirectoryEntry;
import doozer.client.FileBody;
import doozer.client.Stat;
import doozer.client.Event;
import doozer.client.WalkedFile;
import java.io.IOException;
import java.util.List;

/** How what a command has learned is printed. Owned by the calling thread. */
interface Printer {
    /** A file was written at that revision. */
    void written(String path, long revision) throws IOException;

    void revision(long revision) throws IOException;

    /** Any other number, and what it is called. */
    void number(String name, long number) throws IOException;

    void id(String id) throws IOException;

    void info(String text) throws IOException;

    /** Who is in the cluster. */
    void members(List<MemberTable.Row> rows) throws IOException;

    /** What there is at a path. */
    void stat(String path, Stat stat) throws IOException;

    /** A file with its body. */
    void file(String path, FileBody file) throws IOException;

    /** The body of a file alone. */
    void body(String path, FileBody file) throws IOException;

    /** One of a list of files with their bodies. */
    void walked(WalkedFile file) throws IOException;

    /** One entry of that directory. */
    void entry(String directory, DirectoryEntry entry) throws IOException;

    /** Something in the tree. */
    void found(String path, Stat stat) throws IOException;

    void event(Event event) throws IOException;
}
