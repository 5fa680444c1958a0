package doozer.web;

import doozer.node.View;
import doozer.tree.Tree;

/** Finds the state that a request asks about. Stateless. */
final class States {
    private States() {
    }

    /** The current one, or that of the parameter rev. */
    static Tree of(Query query, View view) throws HttpException {
        long revision = query.number("rev", -1);
        Tree current = view.current();
        if (revision < 0 || revision == current.revision()) return current;
        if (revision > current.revision()) {
            throw new HttpException(404, "revision " + revision + " is yet to come: this is "
                    + current.revision());
        }
        if (revision < view.oldest()) {
            throw new HttpException(410, "TOO_LATE: the oldest revision kept is " + view.oldest());
        }
        return view.at(revision);
    }
}
