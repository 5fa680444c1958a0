package doozer.cli;

import java.io.IOException;

/** {@code help}: tells what there is to know of a command, or which there are. */
final class HelpCommand implements Command {
    @Override
    public Usage usage() {
        return new Usage("[command]", 0, 1, "tell more of a command", """
                Tells what a command does and how it is called, as "doozer <command> -h" does.
                Without one, lists the commands and the flags.
                """);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        if (call.arguments().isEmpty()) {
            call.out().print(Help.overview());
            return;
        }
        String name = call.argument(0);
        Command command = Commands.named(name);
        if (command == null) throw CommandException.usage("there is no command " + name);
        call.out().print(Help.of(name, command.usage()));
    }
}
