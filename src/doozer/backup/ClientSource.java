package doozer.backup;

import doozer.client.DoozerClient;
import java.io.IOException;

/** A cluster by way of the client library. Owned by one thread. */
final class ClientSource implements Source {
    interface Clients {
        DoozerClient connect() throws IOException;
    }

    ClientSource(Clients clients) {
    }

    @Override
    public String identity() throws SourceException {
        throw new SourceException(SourceException.Why.FAILED, "not yet", null);
    }

    @Override
    public Dump dump(boolean withHistory, boolean isLocal) throws SourceException {
        throw new SourceException(SourceException.Why.FAILED, "not yet", null);
    }

    @Override
    public Changes watch(long from) throws SourceException {
        throw new SourceException(SourceException.Why.FAILED, "not yet", null);
    }

    @Override
    public long revision() {
        return -1;
    }

    @Override
    public void reopen() {
    }

    @Override
    public void close() {
    }
}
