package doozer.cli;

import doozer.cli.CliDifferences.Entry;
import doozer.cli.Judge.Observed;
import doozer.golden.CliLine;
import doozer.server.ServerProcess;
import doozer.wire.Version;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Runs the recorded commands, one after the other, against servers of ours. A recorded server that
 * goes on is a process: only such a one can be ended. One thread's.
 */
final class CliReplay implements Template.Names, AutoCloseable {
    private static final int DEFAULT_PORT = 8046;
    /** No command has that flag, and every server has it. */
    private static final String LISTEN = "-l";
    /** Somebody begins to write this when a watch is to be seen, and then that to end it. */
    private static final String PROBE = "/m0";
    private static final String BEGIN = "begin";
    private static final String END = "end";
    private static final String RELEASE = "/release";

    private final RunningCommand.EntryPoint main;
    private final List<ReplayedServer> servers;
    private final CliDifferences differences;
    private final UnaryOperator<String> rewrite;
    private final Map<String, Long> revisionsAfter = new HashMap<>();
    private final Map<String, RunningCommand> leftRunning = new HashMap<>();
    private final Map<String, ServerProcess> startedServers = new HashMap<>();
    private final List<String> failures = new ArrayList<>();
    private int asRecorded;
    private int onPurpose;
    private int notYet;
    private CliLine line;
    private ReplayedServer server;
    private long before;
    private long after;

    /**
     * One for the commands of that entry point.
     *
     * @param servers those that the recording names; the first one is meant where none is named
     * @param rewrite what else has to be replaced in arguments
     */
    CliReplay(RunningCommand.EntryPoint main, List<ReplayedServer> servers,
            CliDifferences differences, UnaryOperator<String> rewrite) {
        this.main = main;
        this.servers = servers;
        this.differences = differences;
        this.rewrite = rewrite;
    }

    List<String> failures() {
        return failures;
    }

    /** How many lines there were of each kind. */
    String tally() {
        return asRecorded + " lines as recorded, " + onPurpose + " otherwise on purpose, " + notYet
            + " not yet, " + failures.size() + " wrong";
    }

    /** Runs one line, whose entry in the list begins with {@code prefix}. */
    void run(CliLine next, String prefix) throws Exception {
        line = next;
        Entry entry = differences.find(prefix + line.name());
        if (entry == null) asRecorded++;
        else if (entry.isNotYet()) notYet++;
        else onPurpose++;
        server = serverOf();
        before = server.revision();
        boolean goesOn = entry == null ? line.exit() == null : entry.runs();
        // Who waits for a cluster to boot from has not started yet.
        boolean isServer = line.args().contains(LISTEN) && !line.name().startsWith("boot-");
        Observed observed = goesOn && isServer ? startServer() : observe(start());
        boolean isClosed = line.name().equals("wait-server-dies");
        after = isClosed ? before : server.revision();
        revisionsAfter.put(line.name(), after);
        if (isOnDefaultPort(observed)) return;
        RevisionMap known = server.revisions().copy();
        boolean isNeeded = !Judge.faults(line, null, observed, this).isEmpty();
        // What a wrong reading has taught is not to be kept.
        if (entry != null) server.setRevisions(known);
        List<String> faults = Judge.faults(line, entry, observed, this);
        // What is not built yet may fail as recorded, and says why in words that will go.
        boolean saysWhy = entry != null && entry.isNotYet() && entry.err() != null;
        if (entry != null && !isNeeded && !saysWhy) faults.add("listed without need");
        for (String fault : faults) failures.add(prefix + line.name() + ": " + fault);
    }

    private ReplayedServer serverOf() {
        for (ReplayedServer next : servers) {
            if (next.isNamedIn(line.args() + " " + line.env())) return next;
        }
        return servers.get(0);
    }

    /**
     * It goes on if it has become a member of the cluster that it was attached to; or where nobody
     * is there, has said so, and is still there when everything else is over.
     */
    private Observed startServer() throws Exception {
        List<String> args = oursOf(line.args());
        ServerProcess started = ServerProcess.start(line.env(), args.toArray(new String[0]));
        startedServers.put(line.name(), started);
        boolean isNamed = servers.stream().anyMatch(next -> next.isNamedIn("" + line.args()));
        if (!isNamed) return new Observed(null, "", started.awaitLogLine("WARN") + "\n");
        servers.get(0).awaitMember(started.address());
        return new Observed(null, "", "");
    }

    private List<String> oursOf(List<String> recorded) {
        List<String> ours = new ArrayList<>();
        for (String arg : recorded) ours.add(ours(arg));
        return ours;
    }

    private RunningCommand start() {
        List<String> args = oursOf(line.args());
        int last = args.size() - 1;
        if (line.isVolatile()) {
            args.set(last, "" + server.revisions().of(Long.parseLong(args.get(last))));
        }
        Map<String, String> env = new HashMap<>();
        line.env().forEach((name, value) -> env.put(name, ours(value)));
        return RunningCommand.start(main, args.toArray(new String[0]), env, line.stdin());
    }

    private String ours(String recorded) {
        String text = rewrite.apply(recorded);
        for (ReplayedServer next : servers) text = next.ours(text);
        return text;
    }

    /** Sees what becomes of it, while others write what they wrote when it was recorded. */
    private Observed observe(RunningCommand command) throws Exception {
        switch (line.name()) {
            case "wait-set" -> command.repeatUntilEnd(() -> server.set("/w", "hi"));
            case "wait-glob" -> command.repeatUntilEnd(() -> server.set("/wx/y", "hi\nthere"));
            case "wait-del" -> command.repeatUntilEnd(() -> server.del("/w"));
            case "wait-nop" -> command.repeatUntilEnd(server::nop);
            case "wait-failed-set" -> {
                server.failToSet("/t");
                return released(command, RELEASE);
            }
            case "wait-current-rev" -> {
                return released(command, RELEASE);
            }
            case "wait-none", "wait-badglob" -> {
                return released(command, line.args().get(1));
            }
            case "watch", "watch-narrow" -> {
                return watched(command);
            }
            case "watch-past" -> {
                String wanted = line.stdout();
                command.repeatUntilOutput(out -> out.length() >= wanted.length(), () -> { });
                return left(command, command.stdout());
            }
            case "find-future" -> {
                return left(command, "");
            }
            case "wait-server-dies" -> {
                server.close();
                command.awaitEnd();
            }
            case "boot-flag-b-dead", "boot-env-dead" -> {
                return interrupted(command, " boot-waits ");
            }
            default -> command.awaitEnd();
        }
        boolean hasEnded = !command.isRunning();
        return new Observed(hasEnded ? command.status() : null, command.stdout(),
            command.stderr());
    }

    /** It was waiting if it ends with this write, and has printed nothing else. */
    private Observed released(RunningCommand command, String path) throws Exception {
        boolean hasEnded = command.repeatUntilEnd(() -> server.set(path, END));
        String event = path + " \\d+ set " + END.length() + "\n" + END + "\n";
        boolean hasWaited = hasEnded && command.status() == Exit.OK
            && command.stdout().matches(event);
        return new Observed(hasWaited ? null : command.status(),
            hasWaited ? "" : command.stdout(), command.stderr());
    }

    /** It goes on if it has logged that event; then it is told to end, which nothing else does. */
    private Observed interrupted(RunningCommand command, String event) throws Exception {
        boolean hasLogged = command.repeatUntil(() -> command.stderr().contains(event), () -> { });
        boolean isRunning = hasLogged && command.isRunning();
        command.interrupt();
        boolean hasEnded = command.awaitEnd();
        return new Observed(isRunning && hasEnded ? null : command.status(), command.stdout(),
            command.stderr());
    }

    /** What it printed between two writes of ours that it must print as well. */
    private Observed watched(RunningCommand command) throws Exception {
        command.repeatUntilOutput(out -> !out.isEmpty(), () -> server.set(PROBE, BEGIN));
        server.set("/m1", "one");
        server.set("/m2", "");
        server.del("/m1");
        server.nop();
        server.failToSet("/m2");
        server.set(PROBE, END);
        command.repeatUntilOutput(out -> out.endsWith("\n" + END + "\n"), () -> { });
        String out = command.stdout().replaceAll(
            PROBE + " \\d+ set \\d+\n(" + BEGIN + "|" + END + ")\n", "");
        return left(command, out);
    }

    private Observed left(RunningCommand command, String out) {
        leftRunning.put(line.name(), command);
        boolean isRunning = command.isRunning();
        return new Observed(isRunning ? null : command.status(), out, command.stderr());
    }

    /** Somebody else may use the port that is taken where none is named: that tells us nothing. */
    private boolean isOnDefaultPort(Observed observed) {
        boolean namesNone = line.name().equals("uri-default") || line.name().equals("uri-noport");
        if (!namesNone || observed.exit() == null || observed.exit() == Exit.FAILED) return false;
        try (Socket socket = new Socket("127.0.0.1", DEFAULT_PORT)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public boolean isRevision(long recorded, long found) {
        return server.revisions().isFor(recorded, found, before, after);
    }

    @Override
    public String valueOf(String name) {
        return switch (name) {
            case "recorded" -> line.stdout();
            case "id" -> server.id();
            case "version" -> Version.text();
            case "new" -> after == before + 1 ? "" + after : "no revision was made";
            default -> "" + revisionsAfter.get(name);
        };
    }

    /** Closes the servers; what still ran until now ends for that reason. */
    @Override
    public void close() {
        startedServers.forEach((name, started) -> {
            if (!started.process().isAlive()) failures.add(name + ": it has ended by itself");
            started.close();
        });
        for (ReplayedServer next : servers) next.close();
        for (Map.Entry<String, RunningCommand> left : leftRunning.entrySet()) {
            RunningCommand command = left.getValue();
            boolean isGood = command.awaitEnd() && command.status() == Exit.FAILED
                && command.stderr().startsWith("Error: ");
            if (!isGood) failures.add(left.getKey() + ": when its server ended, it ended with "
                + command.status() + " and said " + command.stderr());
        }
    }
}
