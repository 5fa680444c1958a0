package doozer.node;

import doozer.tree.Directory;
import doozer.tree.Entry;
import doozer.tree.FileEntry;
import doozer.tree.Glob;
import doozer.tree.Store;
import doozer.tree.Tree;
import doozer.tree.Walk;
import doozer.wire.ErrorCode;
import doozer.wire.Limits;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.util.List;

/**
 * Answers what changes nothing, from the state that the turn's writes have left: so a client sees
 * every write that it has sent before. Owned by whoever steps the node.
 */
final class Reads {
    private static final byte[] EMPTY = new byte[0];

    private final Store store;
    private final Watches watches;
    private final Streams streams;
    private final DelayedReads delayed;
    private final Info info;
    private final Dumps dumps;
    private final WalkPlaces places = new WalkPlaces();

    Reads(Watches watches, Streams streams, DelayedReads delayed, Sources sources) {
        store = watches.store();
        info = sources.info;
        dumps = sources.dumps;
        this.watches = watches;
        this.streams = streams;
        this.delayed = delayed;
    }

    /** Where answers come from that are not of a file. */
    record Sources(Info info, Dumps dumps) { }

    /** Answers one request, or makes a stream of it. */
    void serve(Client client, Request request) {
        switch (request.verb()) {
            case REV -> client.answer(request.tag(),
                    new Response().rev(store.current().revision()));
            case GET -> get(client, request);
            case STAT -> stat(client, request);
            case GETDIR -> list(client, request);
            case WALK -> walk(client, request);
            case WATCH, WAIT -> watch(client, request);
            case CANCEL -> cancel(client, request);
            case DUMP -> dumps.begin(client, request);
            case INFO -> client.answer(request.tag(), new Response().value(info.text()));
            default -> throw new IllegalStateException("no read: " + request.verb());
        }
    }

    /** Lets go of what is older than the history. */
    void trim() {
        places.trim(store.oldest());
    }

    /**
     * The state that a read is about; null when it has been answered or put off instead. Revisions
     * below 1 mean 1, as the original has it.
     */
    private Tree treeFor(Client client, Request request) {
        if (!request.hasRev()) return store.current();
        long revision = Math.max(1, request.rev());
        if (revision > store.current().revision()) {
            // At once, whatever else this turn has to do: its revision may come with the next.
            DelayedRead read = new DelayedRead(client, request, delayed);
            if (client.open(read)) delayed.add(read);
            return null;
        }
        if (revision >= store.oldest()) return store.at(revision);
        client.refuse(request.tag(), ErrorCode.TOO_LATE, Watches.tooLate(store.oldest()));
        return null;
    }

    private void get(Client client, Request request) {
        if (request.path() == null) {
            client.refuse(request.tag(), ErrorCode.MISSING_ARG, null);
            return;
        }
        Tree tree = treeFor(client, request);
        if (tree == null) return;
        Entry entry = tree.find(request.path());
        if (entry instanceof Directory) {
            client.refuse(request.tag(), ErrorCode.ISDIR, null);
        } else if (entry instanceof FileEntry file) {
            client.answer(request.tag(), new Response().rev(file.revision()).value(file.value()));
        } else {
            client.answer(request.tag(), new Response().rev(0).value(EMPTY));
        }
    }

    private void stat(Client client, Request request) {
        Tree tree = treeFor(client, request);
        if (tree == null) return;
        Entry entry = request.path() == null ? null : tree.find(request.path());
        Response response = new Response();
        if (entry instanceof Directory directory) {
            response.rev(-2).len(directory.entries());
        } else if (entry instanceof FileEntry file) {
            response.rev(file.revision()).len(file.value().length);
        } else {
            response.rev(0).len(0);
        }
        client.answer(request.tag(), response);
    }

    private void list(Client client, Request request) {
        boolean streams = client.dialect().streamsLists();
        if (request.path() == null || !streams && !request.hasOffset()) {
            client.refuse(request.tag(), ErrorCode.MISSING_ARG, null);
            return;
        }
        Tree tree = treeFor(client, request);
        if (tree == null) return;
        Entry entry = tree.find(request.path());
        if (!(entry instanceof Directory directory)) {
            client.refuse(request.tag(), entry == null ? ErrorCode.NOENT : ErrorCode.NOTDIR, null);
        } else if (request.offset() < 0 || !streams && request.offset() >= directory.entries()) {
            client.refuse(request.tag(), ErrorCode.RANGE, null);
        } else if (streams) {
            this.streams.begin(new ListStream(client, request, directory));
        } else {
            String name = directory.name(request.offset());
            client.send(request.tag(), new Response().path(name));
        }
    }

    private void walk(Client client, Request request) {
        boolean streamed = client.dialect().streamsLists();
        if (request.path() == null || !streamed && !request.hasOffset()) {
            client.refuse(request.tag(), ErrorCode.MISSING_ARG, null);
            return;
        }
        Glob glob = glob(client, request, request.path());
        if (glob == null) return;
        if (request.offset() < 0) {
            client.refuse(request.tag(), ErrorCode.RANGE, null);
            return;
        }
        Tree tree = treeFor(client, request);
        if (tree == null) return;
        Walk walk = streamed ? null : places.take(client, tree, request);
        if (walk == null) walk = tree.walk(glob).skip(request.offset());
        boolean tellsOwners = client.isAfterHello() && request.hasOption(Request.OWNERS);
        WalkStream.Way way = new WalkStream.Way(tree, walk, tellsOwners ? watches.owners() : null);
        streams.begin(new WalkStream(client, request, way, places));
    }

    private void watch(Client client, Request request) {
        boolean isWait = request.verb() == Verb.WAIT;
        boolean needsRev = isWait && client.dialect() != Dialect.OWN;
        if (request.path() == null || needsRev && !request.hasRev()) {
            client.refuse(request.tag(), ErrorCode.MISSING_ARG, null);
            return;
        }
        Glob[] globs = globs(client, request);
        if (globs == null) return;
        boolean fromNow = !request.hasRev() || !isWait && request.rev() == 0;
        long from = fromNow ? store.current().revision() + 1 : Math.max(1, request.rev());
        boolean walks = mayAsk(client, request) && request.hasOption(Request.WALK_FIRST);
        if (walks && request.hasRev()) {
            client.refuse(request.tag(), ErrorCode.RANGE,
                    "WALK_FIRST begins with the present state, and takes no rev");
            return;
        }
        int options = mayAsk(client, request) ? request.options() : 0;
        watches.begin(client, request.tag(), new WatchStream.Start(globs, isWait, from, options,
                walks ? store.current() : null));
    }

    private static boolean mayAsk(Client client, Request request) {
        return client.isAfterHello() && request.verb() == Verb.WATCH;
    }

    /** All globs of a watch; null when it has been refused instead. */
    private Glob[] globs(Client client, Request request) {
        List<String> further = mayAsk(client, request) ? request.globs() : List.of();
        if (further.size() > Limits.MAX_GLOBS) {
            client.refuse(request.tag(), ErrorCode.RANGE, "a watch has " + Limits.MAX_GLOBS
                    + " globs at most beside that in its path");
            return null;
        }
        Glob[] globs = new Glob[1 + further.size()];
        for (int i = 0; i < globs.length; i++) {
            globs[i] = glob(client, request, i == 0 ? request.path() : further.get(i - 1));
            if (globs[i] == null) return null;
        }
        return globs;
    }

    private static Glob glob(Client client, Request request, String text) {
        Glob glob = Glob.parse(text);
        if (glob == null) {
            client.refuse(request.tag(), ErrorCode.OTHER, "invalid glob pattern: " + text);
        }
        return glob;
    }

    private void cancel(Client client, Request request) {
        if (!request.hasOtherTag()) {
            client.refuse(request.tag(), ErrorCode.MISSING_ARG, null);
            return;
        }
        Stream stream = client.findOpen(request.otherTag());
        if (stream == null) {
            client.refuse(request.tag(), ErrorCode.NOENT,
                    "no open request has the tag " + request.otherTag());
            return;
        }
        streams.cancel(stream);
        client.answer(request.tag(), new Response());
    }
}
