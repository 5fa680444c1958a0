package doozer.tree;

/** What stands under a name: a file or a directory. Immutable, any thread. */
public sealed interface Entry permits FileEntry, Directory {
}
