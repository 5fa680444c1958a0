package doozer.cli;

import doozer.client.Event;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** Runs a program for an event. Stateless. */
final class EventRunner {
    private EventRunner() {
    }

    /** The word for what has happened to the file. */
    static String word(Event event) {
        return switch (event.kind()) {
            case SET -> "set";
            case DEL -> "del";
            case NOP, MARK -> "nop";
        };
    }

    /** Runs it to its end; a status that is not 0 is told, and is no failure of ours. */
    static void run(List<String> command, Event event, PrintStream err)
            throws IOException, CommandException {
        Process process = start(command, event);
        try (OutputStream in = process.getOutputStream()) {
            in.write(event.body());
        } catch (IOException e) {
            // It need not read what it is not interested in.
        }
        int status = await(process);
        if (status == 0) return;
        err.print(command.get(0) + " ended with status " + status + " for " + event.path() + " at "
                + event.revision() + "\n");
        err.flush();
    }

    private static Process start(List<String> command, Event event) throws CommandException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        Map<String, String> environment = builder.environment();
        environment.put("DOOZER_PATH", event.path());
        environment.put("DOOZER_REV", Long.toString(event.revision()));
        environment.put("DOOZER_EVENT", word(event));
        environment.put("DOOZER_LEN", Integer.toString(event.body().length));
        try {
            return builder.start();
        } catch (IOException e) {
            throw CommandException.failed(e.getMessage());
        }
    }

    private static int await(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroy();
            throw new InterruptedIOException("interrupted while a command ran");
        }
    }
}
