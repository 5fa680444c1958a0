package doozer.cli;

import doozer.cli.ClusterView.Member;
import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.client.RevisionMismatchException;
import doozer.client.WalkedFile;
import doozer.wire.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Changes of who is a member, and who votes, by the files below {@code /ctl}. Owned by the calling
 * thread.
 */
final class MemberChange {
    private static final String SLOTS = "/ctl/cal/";
    private static final String AIM = "/ctl/voters";
    private static final int MOST_VOTERS = 7;
    /** A leader may not know for a moment that nobody needs the votes of a former voter. */
    private static final Duration DROP_PATIENCE = Duration.ofSeconds(2);

    private final DoozerClient client;
    private final Census census;
    private final Limit limit;

    MemberChange(DoozerClient client, Census census, Limit limit) {
        this.client = client;
        this.census = census;
        this.limit = limit;
    }

    private ClusterView view() {
        return ClusterView.parse(client.info());
    }

    /** The whole id of the member that is meant. */
    String meant(String text) throws CommandException {
        return view().meant(text).id();
    }

    private static boolean votes(ClusterView view, String id) {
        Member member = view.member(id);
        return member != null && member.votes();
    }

    private ClusterView await(Predicate<ClusterView> condition, String otherwise)
            throws CommandException {
        while (true) {
            ClusterView view = view();
            if (condition.test(view)) return view;
            limit.pause(otherwise);
        }
    }

    /** No change can begin while another one waits to take effect. */
    private ClusterView awaitCalm() throws CommandException {
        return await(view -> !view.isChanging(), "the voters are changing");
    }

    void promote(String id) throws CommandException {
        for (ClusterView view = awaitCalm(); !votes(view, id); view = awaitCalm()) {
            try {
                takeSlot(id);
            } catch (RevisionMismatchException e) {
                limit.pause(id + " is no voter: others change the voters too");
            }
        }
    }

    /** Puts it into an open slot, or one more. */
    private void takeSlot(String id) {
        List<WalkedFile> slots = client.walk(SLOTS + "*");
        for (WalkedFile slot : slots) {
            if (slot.body().length > 0) continue;
            client.set(slot.path(), slot.revision(), bytes(id));
            return;
        }
        // Of more than there may be the server tells.
        for (int number = 0; number <= MOST_VOTERS; number++) {
            String path = SLOTS + number;
            if (slots.stream().anyMatch(slot -> slot.path().equals(path))) continue;
            client.set(path, 0, bytes(id));
            return;
        }
    }

    void demote(String id) throws CommandException {
        demote(id, true);
    }

    /**
     * The member votes no more.
     *
     * @param comesBack true when it could be made a voter again at once: there have to be fewer
     */
    private void demote(String id, boolean comesBack) throws CommandException {
        for (ClusterView view = awaitCalm(); votes(view, id); view = awaitCalm()) {
            try {
                leaveSlot(view, id, comesBack);
            } catch (RevisionMismatchException e) {
                limit.pause(id + " is a voter: others change the voters too");
            }
        }
    }

    private void leaveSlot(ClusterView view, String id, boolean comesBack)
            throws CommandException {
        List<WalkedFile> slots = client.walk(SLOTS + "*");
        WalkedFile slot = slots.stream().filter(file -> text(file).equals(id)).findFirst()
                .orElse(null);
        if (slot == null || isTaken(slot, view)) return;
        long voters = slots.stream().filter(file -> file.body().length > 0).count();
        if (!comesBack || voters == 1) {
            client.del(slot.path(), slot.revision());
            return;
        }
        for (WalkedFile other : slots) {
            if (other.body().length > 0) continue;
            throw CommandException.failed("there is an open slot, " + other.path()
                    + ", which it would be given at once: delete that first");
        }
        client.set(AIM, -1, bytes(String.valueOf(voters - 1)));
        try {
            client.del(slot.path(), slot.revision());
        } catch (DoozerException e) {
            client.set(AIM, -1, bytes(String.valueOf(view.aim())));
            throw e;
        }
    }

    /** Whether a standby could be put into that slot: the number of voters stays. */
    private boolean isTaken(WalkedFile slot, ClusterView view) {
        for (Member member : view.members()) {
            if (member.votes()) continue;
            try {
                client.set(slot.path(), slot.revision(), bytes(member.id()));
                return true;
            } catch (DoozerException e) {
                // One that is behind, or not there, cannot vote.
                if (e.code() != ErrorCode.BAD_PATH) throw e;
            }
        }
        return false;
    }

    /** It is told to leave; or if it does not answer, dropped. */
    void remove(String id) throws CommandException {
        Member member = view().member(id);
        DoozerClient leaver = member == null ? null : census.connect(member);
        if (leaver == null) {
            demote(id, false);
            drop(id);
            return;
        }
        try (leaver) {
            new Departure(census, limit).leave(leaver);
        }
    }

    private void drop(String id) throws CommandException {
        Limit patience = new Limit(DROP_PATIENCE);
        while (!Departure.isDropped(client, id)) {
            try {
                client.del(Departure.addressFile(id), -1);
                return;
            } catch (DoozerException e) {
                if (e.code() != ErrorCode.BAD_PATH || patience.isOver()) throw e;
            }
            limit.pause(id + " is not dropped yet");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(WalkedFile file) {
        return new String(file.body(), StandardCharsets.UTF_8);
    }
}
