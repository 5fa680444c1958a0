/**
 * The tree: paths, files and directories, globs, revisions, events, history and the index of
 * watches. Imports nobody, and knows no socket, clock, thread or randomness: the same calls in the
 * same order make the same trees, hashes and events everywhere.
 *
 * <p>Every write copies the way from the root to its file and shares all the rest, so that each
 * revision is an immutable {@link doozer.tree.Tree} of its own. A directory keeps its entries in a
 * balanced tree, not in an array or a hash table: what is copied of it is one branch.
 *
 * <pre>
 *   revision 7    revision 8 = set /ctl/name
 *      Tree          Tree
 *       |             |
 *     root          root'            a Directory is one reference to a balanced tree of Nodes
 *       |             |
 *      {ctl ------- {ctl'            a Node: name, entry, left, right, and the counts below it
 *       |  \          |
 *       |   dir       dir'
 *       |    |        |
 *       |  {name     {name'          an entry: a FileEntry (revision, value, hash) ...
 *       |   /  \     /    \
 *       | {cal  {node  shared        ... or again a Directory
 * </pre>
 *
 * <p>Who may touch what: trees, entries, globs and events are immutable and may be read by any
 * thread, and so may an {@link doozer.tree.Image}, which is how a store travels to another node. A
 * {@link doozer.tree.Store}, a {@link doozer.tree.Walk}, a {@link doozer.tree.WatchIndex}, and
 * whoever writes or reads an image, each belong to one thread.
 */
package doozer.tree;
