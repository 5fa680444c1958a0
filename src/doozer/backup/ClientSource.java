package doozer.backup;

import doozer.backup.SourceException.Why;
import doozer.client.ClusterLostException;
import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.client.DumpOptions;
import doozer.client.DumpedFile;
import doozer.client.Event;
import doozer.client.NoQuorumException;
import doozer.client.TooLateException;
import doozer.client.Watch;
import doozer.client.WatchOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A cluster by way of the client library. Owned by one thread. */
final class ClientSource implements Source {
    /** A member that gives nothing for so long gives nothing at all, unless another one is said. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** So often the last answer stands for a new one. */
    private static final int MAX_SILENCE = 5;

    private final Clients clients;
    private final Duration patience;
    private DoozerClient client;
    private CompletableFuture<Long> asked;
    private long revision = -1;
    /** How often nobody had answered yet since the last answer. */
    private int silence;

    /** Makes clients. */
    interface Clients {
        DoozerClient connect() throws IOException;
    }

    /** One that waits so long for each piece of a state. */
    ClientSource(Clients clients, Duration patience) {
        this.clients = clients;
        this.patience = patience;
    }

    private interface Asking<T> {
        T ask(DoozerClient client);
    }

    private <T> T ask(Asking<T> asking) throws SourceException {
        try {
            if (client == null) client = clients.connect();
            return asking.ask(client);
        } catch (DoozerException e) {
            throw failed(e);
        } catch (IOException e) {
            throw new SourceException(Why.FAILED, e.getMessage(), e);
        }
    }

    private DoozerClient patient() throws SourceException {
        return ask(one -> one.within(patience));
    }

    private static SourceException failed(DoozerException e) {
        Why why = e instanceof TooLateException ? Why.TOO_LATE
                : e instanceof ClusterLostException ? Why.OTHER_CLUSTER : Why.FAILED;
        return new SourceException(why, e.getMessage(), e);
    }

    @Override
    public String identity() throws SourceException {
        String identity = ask(DoozerClient::identity);
        if (!identity.isEmpty()) return identity;
        // Not another cluster: one that is not let in yet.
        close();
        throw new SourceException(Why.FAILED, "the node that answers belongs to no cluster yet",
                null);
    }

    @Override
    public Dump dump(boolean withHistory, boolean isLocal) throws SourceException {
        DumpOptions now = DumpOptions.ofNow();
        DumpOptions timed = withHistory ? now.withHistory() : now;
        DumpOptions options = isLocal ? timed.local() : timed;
        DoozerClient asking = patient();
        try {
            return new ClientDump(ask(one -> asking.dump(options)));
        } catch (SourceException e) {
            if (!(e.getCause() instanceof NoQuorumException)) throw e;
            throw new SourceException(Why.FAILED, e.getMessage() + " (the node has no majority; a"
                    + " local backup has what it has itself)", e.getCause());
        }
    }

    @Override
    public Opening open() throws SourceException {
        DoozerClient asking = patient();
        CompletableFuture<doozer.client.Dump> dump = new CompletableFuture<>();
        Thread opener = new Thread(() -> {
            try {
                doozer.client.Dump opened = asking.dump(DumpOptions.ofNow());
                // Whoever has given it up meanwhile does not close it.
                if (!dump.complete(opened)) opened.close();
            } catch (RuntimeException e) {
                dump.completeExceptionally(e);
            }
        }, "asks for a snapshot");
        opener.setDaemon(true);
        opener.start();
        return new ClientOpening(dump);
    }

    @Override
    public Changes watch(long from) throws SourceException {
        WatchOptions options = WatchOptions.of("/**").from(from).progress().withOwners();
        return new ClientChanges(ask(asked -> asked.watch(options)));
    }

    @Override
    public long revision() {
        if (client == null) return revision;
        if (asked != null && asked.isDone()) {
            // A refusal is no answer: a node that is cut off knows nothing of the cluster.
            if (!asked.isCompletedExceptionally()) {
                revision = asked.join();
                silence = 0;
            }
            asked = null;
        }
        if (++silence > MAX_SILENCE) revision = -1;
        if (asked == null) asked = client.revAsync();
        return revision;
    }

    @Override
    public void reopen() throws SourceException {
        close();
        identity();
    }

    @Override
    public void close() {
        if (client != null) client.close();
        client = null;
        asked = null;
        revision = -1;
        silence = 0;
    }

    private static Item.Change change(Event event) {
        Item.Kind kind = switch (event.kind()) {
            case SET -> Item.Kind.SET;
            case DEL -> Item.Kind.DEL;
            case NOP, MARK -> Item.Kind.NOP;
        };
        return new Item.Change(kind, event.hasMore(), event.revision(), event.owner(),
                event.ttlMillis(), 0, event.path(), event.body());
    }

    private record ClientOpening(CompletableFuture<doozer.client.Dump> dump) implements Opening {
        @Override
        public Dump poll() throws SourceException {
            if (!dump.isDone()) return null;
            try {
                return new ClientDump(dump.join());
            } catch (CompletionException e) {
                if (e.getCause() instanceof DoozerException cause) throw failed(cause);
                throw e;
            }
        }

        @Override
        public void close() {
            if (dump.cancel(false) || dump.isCompletedExceptionally()) return;
            dump.join().close();
        }
    }

    private record ClientDump(doozer.client.Dump dump) implements Dump {
        @Override
        public String name() {
            return dump.name();
        }

        @Override
        public String identity() {
            return dump.identity();
        }

        @Override
        public long base() {
            return dump.base();
        }

        @Override
        public long fileCount() {
            return dump.fileCount();
        }

        @Override
        public boolean isReady() {
            return dump.isReady();
        }

        @Override
        public Item.File nextFile() throws SourceException {
            try {
                DumpedFile file = dump.nextFile();
                return file == null ? null : new Item.File(file.path(), file.revision(),
                        file.owner(), file.ttlMillis(), file.body());
            } catch (DoozerException e) {
                throw failed(e);
            }
        }

        @Override
        public Item.Change nextChange() throws SourceException {
            try {
                Event event = dump.nextEvent();
                return event == null ? null : change(event);
            } catch (DoozerException e) {
                throw failed(e);
            }
        }

        @Override
        public void close() {
            dump.close();
        }
    }

    private record ClientChanges(Watch watch) implements Changes {
        @Override
        public Item next(long nanos) throws SourceException {
            try {
                Event event = watch.next(Duration.ofNanos(nanos));
                if (event == null) return null;
                return event.kind() == Event.Kind.MARK ? new Item.Mark(event.revision(), 0)
                        : change(event);
            } catch (DoozerException e) {
                throw failed(e);
            }
        }

        @Override
        public void close() {
            watch.close();
        }
    }
}
