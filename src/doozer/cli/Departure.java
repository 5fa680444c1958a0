package doozer.cli;

import doozer.client.ConnectionLostException;
import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.client.DoozerTimeoutException;
import doozer.wire.ErrorCode;
import java.util.List;

/** A member that leaves, until it has left. Owned by the calling thread. */
final class Departure {
    private final Census census;
    private final Limit limit;

    Departure(Census census, Limit limit) {
        this.census = census;
        this.limit = limit;
    }

    /** Has the member that this connection leads to leave. */
    void leave(DoozerClient leaver) throws CommandException {
        ClusterView view = ClusterView.parse(leaver.info());
        String id = view.self();
        List<ClusterView.Member> others = view.members().stream()
                .filter(member -> !member.id().equals(id)).toList();
        leaver.leave();
        DoozerClient witness = null;
        try {
            // It may end before it learns that it was dropped: another one knows.
            while (!hasEnded(leaver)) {
                if (witness == null) witness = census.connectToAny(others);
                if (witness != null && isDropped(witness, id)) return;
                limit.pause(id + " has not left yet, and goes on trying");
                if (witness != null && hasEnded(witness)) {
                    witness.close();
                    witness = null;
                }
            }
        } finally {
            if (witness != null) witness.close();
        }
    }

    private static boolean hasEnded(DoozerClient leaver) {
        try {
            leaver.self();
            return false;
        } catch (DoozerTimeoutException e) {
            return false;
        } catch (ConnectionLostException e) {
            return true;
        }
    }

    /** Whether it is a member no more, as far as that node can tell. */
    static boolean isDropped(DoozerClient witness, String id) {
        try {
            return witness.stat(addressFile(id)).isMissing();
        } catch (DoozerTimeoutException | ConnectionLostException e) {
            return false;
        } catch (DoozerException e) {
            if (e.code() != ErrorCode.READONLY) throw e;
            return false;
        }
    }

    static String addressFile(String id) {
        return "/ctl/node/" + id + "/addr";
    }
}
