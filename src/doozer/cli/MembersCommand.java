package doozer.cli;

import doozer.cli.MemberTable.Row;
import doozer.client.DoozerClient;
import doozer.wire.DoozerUri;
import java.io.IOException;
import java.util.List;

/** {@code members}: prints who is in the cluster, and how far each is. */
final class MembersCommand implements Command {
    @Override
    public Usage usage() {
        return new Usage("", 0, 0, "print who is in the cluster, and how far", """
                Prints a line for each member, as the node that answers knows them: id, address,
                role (leader, voter or standby), the last slot of the log that it has applied, and
                how far that is behind the furthest. Each one is asked itself, at its address; of
                one that does not answer within -t, or a second, slot and lag are "-", and the last
                column says for how long the node that answers has heard nothing of it.
                """);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        DoozerUri uri = call.uri();
        try (DoozerClient client = call.connect(uri)) {
            ClusterView view = ClusterView.parse(client.info());
            List<ClusterView.Member> others = view.members().stream()
                    .filter(member -> !member.id().equals(view.self())).toList();
            List<Row> rows = MemberTable.rows(view,
                    new Census(uri.secret(), call.timeout()).ask(others));
            call.printer().members(rows);
            call.out().flush();
            if (!MemberTable.hasLeader(rows)) call.err().print("No leader is known.\n");
        }
    }
}
