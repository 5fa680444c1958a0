package doozer.cli;

import doozer.client.DoozerClient;
import doozer.client.Session;
import doozer.client.WalkedFile;
import java.io.IOException;

/** {@code session}: lists sessions, and opens, keeps and ends them by hand. */
final class SessionCommand implements Command {
    private static final String FILES = "/ctl/sess/*";

    @Override
    public Usage usage() {
        return new Usage("<action> [id]", 1, 2, "list, open, keep or end sessions", """
                session list        Every open session as a file: /ctl/sess/<id> <rev> <len>, LF,
                                    the name that it was opened with, LF.
                session open        Opens one, which ends unless it is kept for -ttl (10s), and
                                    prints its id.
                session keep <id>   A sign of life: it begins a whole -ttl again.
                session close <id>  Ends one, whoever has opened it: its files are deleted, its
                                    locks are others'.
                """);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        String action = call.argument(0);
        boolean needsId = action.equals("keep") || action.equals("close");
        if (call.arguments().size() != (needsId ? 2 : 1)) {
            throw CommandException.usage("session " + action + ": wrong number of arguments",
                    Help.use("session", usage()));
        }
        try (DoozerClient client = call.connect()) {
            switch (action) {
                case "list" -> {
                    for (WalkedFile file : client.walk(FILES)) call.printer().walked(file);
                }
                case "open" -> call.printer().number("session",
                        Session.begin(client, call.ttl(), "doozer session"));
                case "keep" -> Session.keep(client, id(call));
                case "close" -> Session.end(client, id(call));
                default -> throw CommandException.usage("there is no action " + action,
                        Help.use("session", usage()));
            }
        }
    }

    private static long id(Call call) throws CommandException {
        try {
            return Long.parseLong(call.argument(1));
        } catch (NumberFormatException e) {
            throw CommandException.failed("\"" + call.argument(1) + "\" is no id of a session:"
                    + " \"doozer session list\" shows them");
        }
    }
}
