package doozer.node;

import doozer.tree.Directory;
import doozer.tree.FileEntry;
import doozer.wire.Flags;
import doozer.wire.Request;
import doozer.wire.Response;

/**
 * A GETDIR that is answered name by name in one stream. It reads an immutable directory, so that
 * it may take as long as its client wishes. Owned by whoever steps the node.
 */
final class ListStream extends Stream {
    /** Names sent in one piece of work. */
    private static final int NAMES_A_PIECE = 128;
    private static final int DIRECTORY = -2;

    private final Directory directory;
    private int next;
    private final int end;

    ListStream(Client client, Request request, Directory directory) {
        super(client, request.tag());
        this.directory = directory;
        next = request.offset();
        int limit = request.limit() > 0 ? request.limit() : Integer.MAX_VALUE;
        end = (int) Math.min(directory.entries(), (long) next + limit);
    }

    @Override
    Progress advance() {
        int pieceEnd = Math.min(end, next + NAMES_A_PIECE);
        while (next < pieceEnd) {
            client.send(tag, item(directory.name(next++)));
            if (client.isCongested()) return Progress.BLOCKED;
        }
        if (next < end) return Progress.AGAIN;
        client.send(tag, new Response().flags(Flags.DONE));
        return Progress.DONE;
    }

    private Response item(String name) {
        Response item = new Response().flags(Flags.VALID).path(name);
        if (client.dialect() != Dialect.OWN) return item;
        return directory.get(name) instanceof FileEntry file
                ? item.rev(file.revision()).len(file.value().length)
                : item.rev(DIRECTORY).len(((Directory) directory.get(name)).entries());
    }

    @Override
    boolean isFinite() {
        return true;
    }

    @Override
    void discard() {
        // Nothing wakes it.
    }
}
