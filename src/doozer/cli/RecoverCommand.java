package doozer.cli;

import doozer.client.DoozerClient;
import doozer.wire.DoozerUri;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** {@code recover}: goes on without a majority that is lost for good. */
final class RecoverCommand implements Command {
    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final long SECOND_MILLIS = 1000;
    private static final int MAX_TYPED = 80;

    @Override
    public Usage usage() {
        return new Usage("[<id>]", 0, 1, "go on when most of the voters are lost for good", """
                When so many voters are lost for good that no majority is left: shows what each
                member has that can be reached, and has the one that has most, or the one with
                that id, go on alone. It takes over what the others have that it can reach, and
                begins the next epoch of the cluster; they join it by themselves, as new members.
                One that cannot be reached now takes no part when it is back, until it is
                restarted.

                What only the lost ones had is LOST. Be sure that they are gone: if they are merely
                cut off, and a majority, then clients there go on with what is lost here.

                  -yes  does not ask

                Prints the new epoch, and the node that leads it.
                """);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        DoozerUri uri = call.uri();
        ClusterView asked;
        try (DoozerClient client = call.connect(uri)) {
            asked = ClusterView.parse(client.info());
        }
        Census census = new Census(uri.secret(), null);
        List<ClusterView.Member> others = asked.members().stream()
                .filter(member -> !member.id().equals(asked.self())).toList();
        List<ClusterView> views = census.viewsAt(others.stream()
                .map(ClusterView.Member::address).toList());
        refuseWhereItIsDone(asked, views);
        List<ClusterView> survivors = survivors(asked, views);
        ClusterView best = survivors.get(0);
        ClusterView chosen = call.arguments().isEmpty() ? best
                : chosen(asked.meant(call.argument(0)).id(), survivors);
        call.err().print(table(survivors));
        for (ClusterView.Member other : others) {
            if (survivors.stream().anyMatch(one -> one.self().equals(other.id()))) continue;
            call.err().print(other.id() + " at " + other.address()
                    + " does NOT answer: what only it has is lost\n");
        }
        refuseWhereAMajorityIs(survivors);
        String what = chosen.self() + " at " + chosen.standing().address();
        if (chosen != best) {
            call.err().print(best.self() + " has more: what " + what + " lacks is fetched from it"
                    + " only if the two reach each other.\n");
        }
        confirm("recover from " + what, call);
        recover(chosen, census, call);
    }

    /** Those of one epoch that have answered: the one that has most first. */
    private static List<ClusterView> survivors(ClusterView asked,
            List<ClusterView> views) throws CommandException {
        String epoch = asked.standing().epoch();
        if (epoch.isEmpty()) {
            throw CommandException.failed(asked.standing().address() + " belongs to no cluster,"
                    + " and has no data: ask another member (-a)");
        }
        List<ClusterView> survivors = new ArrayList<>(views.stream()
                .filter(one -> one.standing().epoch().equals(epoch)).toList());
        survivors.add(asked);
        survivors.sort(Comparator.comparingLong(ClusterView::slot)
                .thenComparingLong(one -> one.standing().known()).reversed()
                .thenComparing(ClusterView::self));
        return survivors;
    }

    private static ClusterView chosen(String id, List<ClusterView> survivors)
            throws CommandException {
        for (ClusterView one : survivors) {
            if (one.self().equals(id)) return one;
        }
        throw CommandException.failed(id + " does not answer, or is of another epoch");
    }

    /** Another one may have recovered it already. */
    private static void refuseWhereItIsDone(ClusterView asked, List<ClusterView> views)
            throws CommandException {
        String[] ours = asked.standing().epoch().split("-");
        for (ClusterView view : views) {
            String[] theirs = view.standing().epoch().split("-");
            boolean isLater = ours.length == theirs.length && theirs.length == 3
                    && ours[0].equals(theirs[0]) && number(theirs[1]) > number(ours[1]);
            if (!isLater) continue;
            throw CommandException.failed(view.standing().address() + " has begun epoch "
                    + theirs[1] + " already: it is recovered. Restart the others with that address"
                    + " in their -peer, and they join");
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static void refuseWhereAMajorityIs(List<ClusterView> survivors)
            throws CommandException {
        for (ClusterView one : survivors) {
            if (one.standing().leaderlessMillis() >= SECOND_MILLIS) continue;
            throw CommandException.failed(one.self() + " at " + one.standing().address()
                    + " hears of a leader, or has until a moment ago: there is a majority, and"
                    + " nothing to recover");
        }
    }

    private static String table(List<ClusterView> survivors) {
        List<String[]> lines = new ArrayList<>();
        lines.add(new String[] {"id", "address", "role", "applied", "known", "no leader for"});
        for (ClusterView one : survivors) {
            ClusterView.Standing standing = one.standing();
            lines.add(new String[] {one.self(), standing.address(), one.role(), "" + one.slot(),
                "" + Math.max(one.slot(), standing.known()),
                standing.leaderlessMillis() / SECOND_MILLIS + "s"});
        }
        return MemberTable.columns(lines);
    }

    /** Somebody has to want it. */
    private static void confirm(String what, Call call) throws IOException, CommandException {
        if (call.has(OwnFlag.YES)) return;
        call.err().print("Type yes to " + what + ": ");
        call.err().flush();
        StringBuilder typed = new StringBuilder();
        for (int c = call.in().read(); c >= 0 && c != '\n'; c = call.in().read()) {
            if (typed.length() < MAX_TYPED) typed.append((char) c);
        }
        if (typed.toString().strip().equals("yes")) return;
        throw CommandException.failed("nothing was done: give -yes, or type yes");
    }

    private static void recover(ClusterView chosen, Census census, Call call)
            throws IOException, CommandException {
        ClusterView.Standing before = chosen.standing();
        ClusterView.Member place = new ClusterView.Member(chosen.self(), before.address(), "-",
                null, null);
        try (DoozerClient client = census.connect(place)) {
            if (client == null) {
                throw CommandException.failed(before.address() + " answers no more");
            }
            client.recover(before.epoch());
        }
        Limit limit = new Limit(call.timeout() == null ? LONGEST : call.timeout());
        RecoveryProgress progress = new RecoveryProgress(before);
        while (true) {
            ClusterView now = census.viewAt(before.address());
            if (now != null && progress.isBegun(now)) {
                call.out().print(now.standing().epoch() + " " + now.self() + " "
                        + before.address() + "\n");
                return;
            }
            limit.pause(before.address() + " has not begun the next epoch: see its log");
        }
    }
}
