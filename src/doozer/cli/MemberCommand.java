package doozer.cli;

import doozer.client.DoozerClient;
import doozer.wire.DoozerUri;

/** {@code member}: makes a member a voter, or a standby, or none. */
final class MemberCommand implements Command {
    @Override
    public Usage usage() {
        return new Usage("<action> <id>", 2, 2, "promote, demote or remove a member", """
                member promote <id>   The member votes from now on.
                member demote <id>    It votes no more. A standby takes its place; without one
                                      there is one voter less, and the cluster wants one less
                                      (/ctl/voters).
                member remove <id>    It is a member no more: it is told to leave; if it does not
                                      answer at its address, it is dropped.

                An id may be of any case, and be cut short where it is clear which is meant.
                "doozer members" lists them. What is so already is done. Waits until it is so, or
                for -t. Prints nothing.
                """);
    }

    @Override
    public void run(Call call) throws CommandException {
        DoozerUri uri = call.uri();
        String action = call.argument(0);
        try (DoozerClient client = call.connect(uri)) {
            MemberChange change = new MemberChange(client, new Census(uri.secret(), null),
                    new Limit(call.timeout()));
            String id = change.meant(call.argument(1));
            switch (action) {
                case "promote" -> change.promote(id);
                case "demote" -> change.demote(id);
                case "remove" -> change.remove(id);
                default -> throw CommandException.usage("there is no action " + action,
                        Help.use("member", usage()));
            }
        }
    }
}
