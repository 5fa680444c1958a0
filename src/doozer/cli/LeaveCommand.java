package doozer.cli;

import doozer.client.DoozerClient;
import doozer.wire.DoozerUri;

/** {@code leave}: has a node leave its cluster. */
final class LeaveCommand implements Command {
    @Override
    public Usage usage() {
        return new Usage("", 0, 0, "have the node leave its cluster, and end", """
                Has the node that answers leave its cluster, and end: a standby takes its place as
                a voter, or there is one voter less. It needs the read-write secret. Waits until
                the node has left, or for -t; then it goes on leaving. Prints nothing.
                """);
    }

    @Override
    public void run(Call call) throws CommandException {
        DoozerUri uri = call.uri();
        Census census = new Census(uri.secret(), null);
        try (DoozerClient client = call.connect(uri)) {
            new Departure(census, new Limit(call.timeout())).leave(client);
        }
    }
}
