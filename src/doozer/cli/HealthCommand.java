package doozer.cli;

import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.wire.DoozerUri;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code health}: ends with 0 if a node does what it is there for. */
final class HealthCommand implements Command {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String HEALTH = "Health";
    private static final String CHECK = "check_";

    @Override
    public Usage usage() {
        return new Usage("", 0, 0, "tell whether the node is well, by the exit status", """
                Ends with 0, and prints ok, if the node does what it is there for; else with 1, and
                a line on stderr that says what is wrong. Of several addresses the first is asked.
                It has -t to answer, or 5 seconds.

                  -ready   it takes reads and writes: what is asked for without a flag
                  -live    it answers: one that does not is to be restarted
                  -quorum  a majority of the voters has just confirmed a read
                """);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        boolean isLive = call.has(OwnFlag.LIVE);
        boolean isQuorum = call.has(OwnFlag.QUORUM);
        int flags = (isLive ? 1 : 0) + (isQuorum ? 1 : 0) + (call.has(OwnFlag.READY) ? 1 : 0);
        if (flags > 1) throw CommandException.usage("health takes one of -live, -ready, -quorum");
        DoozerUri uri = call.uri();
        // Another one that answers says nothing of this one.
        DoozerUri one = new DoozerUri(List.of(uri.addresses().get(0)), uri.name(), uri.secret());
        Duration patience = call.timeout() == null ? PATIENCE : call.timeout();
        String wrong;
        try (DoozerClient client = DoozerClient.connect(one, patience)) {
            if (isLive) client.self();
            else if (isQuorum) client.rev();
            wrong = isLive || isQuorum ? null : notReady(InfoText.parse(client.info()));
        } catch (DoozerException e) {
            wrong = e.getMessage();
        }
        if (wrong != null) throw CommandException.unhealthy(wrong);
        call.out().print("ok\n");
    }

    /** Which checks a node does not pass, and why; null for none. */
    static String notReady(InfoText info) {
        StringBuilder wrong = new StringBuilder();
        for (Map.Entry<String, String> line : info.section(HEALTH).entrySet()) {
            if (!line.getKey().startsWith(CHECK) || line.getValue().equals("ok")) continue;
            if (!wrong.isEmpty()) wrong.append("; ");
            wrong.append(line.getKey().substring(CHECK.length())).append(": ")
                    .append(line.getValue());
        }
        if (!wrong.isEmpty()) return wrong.toString();
        boolean isReady = info.text(HEALTH, "ready", "").equals("true");
        return isReady ? null : "the node is of a version that does not tell whether it is ready";
    }
}
