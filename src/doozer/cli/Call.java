package doozer.cli;

import doozer.client.ClientBuilder;
import doozer.client.DoozerClient;
import doozer.wire.DoozerUri;
import doozer.wire.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One use of a command: what it was given, and what it works with. Owned by the calling thread. */
final class Call {
    private static final String DEFAULT_URI = "doozer:?ca=127.0.0.1:8046";

    private static final Duration ALL_LOST = Duration.ofSeconds(5);

    private final CommandLine line;
    private final Map<String, String> env;
    private final Streams streams;
    private final Out out;

    Call(CommandLine line, Map<String, String> env, Streams streams, Out out) {
        this.line = line;
        this.env = env;
        this.streams = streams;
        this.out = out;
    }

    List<String> arguments() {
        return line.arguments();
    }

    /** How many of the arguments stand before {@code --}. */
    int argumentsBeforeDashes() {
        return line.argumentsBeforeDashes();
    }

    String argument(int index) {
        return line.arguments().get(index);
    }

    /** An argument that is a revision. */
    long revisionArgument(int index) throws CommandException {
        String text = argument(index);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw CommandException.failed("\"" + text + "\" is no revision: give a whole number,"
                    + " such as 0 for a file that must not exist, or -1 for any");
        }
    }

    /** The revision of {@code -r}, or null for the present. */
    Long revision() {
        return line.revision();
    }

    /** How long to wait, each time; null for ever. */
    Duration timeout() {
        return line.timeout();
    }

    /** How long a session lives without a sign of life. */
    Duration ttl() {
        return line.ttl();
    }

    /** Whether a switch is there that only this command has. */
    boolean has(OwnFlag flag) {
        return line.own(flag) != null;
    }

    /** The text of a flag that only this command has, or null. */
    String text(OwnFlag flag) {
        return line.own(flag);
    }

    /** The time of a flag that only this command has, or that one. */
    Duration time(OwnFlag flag, Duration otherwise) throws CommandException {
        String text = line.own(flag);
        return text == null ? otherwise : CommandLine.parseTime(flag.toString(), text);
    }

    /** The bytes of a flag that only this command has, or so many. */
    long size(OwnFlag flag, long otherwise) throws CommandException {
        String text = line.own(flag);
        if (text == null) return otherwise;
        long bytes = SizeText.parse(text);
        if (bytes > 0) return bytes;
        throw CommandException.usage(flag + " \"" + text + "\" is no size: give bytes, or as 512k,"
                + " 64m, 2g");
    }

    boolean isJson() {
        return line.isJson();
    }

    /** Standard input, to its end. */
    InputStream in() {
        return streams.in();
    }

    /** Connects to the cluster of {@link #uri}. */
    DoozerClient connect() throws CommandException {
        return connect(uri());
    }

    /** The cluster of {@code -a}, or of the environment, or of this machine, with addresses. */
    DoozerUri uri() throws CommandException {
        String text = line.uri() != null ? line.uri() : env.get("DOOZER_URI");
        DoozerUri uri = parse(text == null ? DEFAULT_URI : text);
        return uri.addresses().isEmpty() ? Boot.withAddresses(uri, this) : uri;
    }

    DoozerClient connect(DoozerUri uri) {
        return timeout() == null ? DoozerClient.connect(uri)
                : DoozerClient.connect(uri, timeout());
    }

    /**
     * Follows the cluster of {@link #uri}, for a command that goes on when a member ends; if none
     * answers any more for a while, it ends as others do.
     */
    DoozerClient follow() throws CommandException {
        return connect(DoozerClient.builder().uri(uri()).giveUpAfter(ALL_LOST));
    }

    /** The same for a command that goes on however long nobody answers. */
    DoozerClient followForGood() throws CommandException {
        return connect(DoozerClient.builder().uri(uri()));
    }

    private DoozerClient connect(ClientBuilder builder) {
        if (timeout() != null) builder.timeout(timeout()).connectTimeout(timeout());
        return builder.connect();
    }

    /** The cluster that knows where others are, of {@code -b} or the environment; or null. */
    DoozerUri boot() throws CommandException {
        String text = line.boot() != null ? line.boot() : env.get("DOOZER_BOOT_URI");
        return text == null || text.isEmpty() ? null : parse(text);
    }

    private static DoozerUri parse(String text) throws CommandException {
        try {
            return DoozerUri.parse(text);
        } catch (IllegalArgumentException e) {
            throw CommandException.failed(e.getMessage());
        }
    }

    /** All of standard input; says so first if somebody has to type it. */
    byte[] readBody() throws IOException, CommandException {
        if (streams.in() == System.in && Terminal.isStandardInput()) {
            err().print("Reading the body from standard input; Ctrl-D at the start of a line ends"
                    + " it.\n");
            err().flush();
        }
        byte[] body = streams.in().readNBytes(Limits.MAX_VALUE + 1);
        if (body.length <= Limits.MAX_VALUE) return body;
        throw CommandException.failed("RANGE: standard input has more than the " + Limits.MAX_VALUE
                + " bytes that a body can have");
    }

    Printer printer() {
        return line.isJson() ? new JsonPrinter(out) : new TextPrinter(out);
    }

    Out out() {
        return out;
    }

    /** Whether somebody sees what is printed. */
    boolean isSeen() {
        return streams.isOfProcess() && Terminal.isStandardOutput();
    }

    PrintStream err() {
        return streams.err();
    }
}
