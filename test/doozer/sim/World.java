package doozer.sim;

import doozer.history.History;
import doozer.history.HistoryCheck;
import doozer.node.Effects;
import doozer.tree.Event;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * One run: machines, a network, clients and faults, all from one seed, in one thread and with a
 * virtual clock. The same seed gives the same run.
 */
final class World {
    private static final long MILLI = 1_000_000;
    private static final long CHECK_NANOS = 500 * MILLI;
    private static final long LULL_NANOS = 2_000 * MILLI;
    /** More messages than this between two checks are nobody's work. */
    private static final long MOST_MESSAGES = 30_000;

    final Plan plan;
    final Dice dice;
    final Timeline timeline = new Timeline();
    final Trace trace;
    final Totals totals = new Totals();
    final History history = new History();
    final LeaseWatch leases = new LeaseWatch(this);
    /** What the clients with sessions want done, by name. */
    final TreeMap<String, Order> orders = new TreeMap<>();
    final Epochs epochs = new Epochs(this);
    final Invariants invariants = new Invariants(this);
    final Quorums quorums = new Quorums(this);
    final Network network;
    final Partitions partitions;
    final Faults faults;
    final Aim aim;
    final Duels duels;
    final List<Process> processes = new ArrayList<>();
    final List<Connection> connections = new ArrayList<>();
    final List<Watcher> watchers = new ArrayList<>();
    private final List<Machine> machines = new ArrayList<>();
    private boolean isFaulty = true;
    /** Where watchers connect to in the end. */
    private List<Machine> core;
    private int lastConnection;
    private long lastMessages;

    World(long seed, PrintStream out, boolean isDetailed) {
        trace = new Trace(timeline, out, isDetailed);
        dice = new Dice(seed);
        plan = new Plan(seed, dice);
        trace.say("plan", plan.toString());
        network = new Network(this);
        partitions = new Partitions(this);
        faults = new Faults(this);
        aim = new Aim(this);
        duels = new Duels(this);
    }

    /** Runs it all; throws a {@link Violation} when something is that must not be. */
    void run() {
        for (int i = 0; i < plan.machines; i++) newMachine();
        for (Machine machine : machines) {
            boolean isFounder = machine.index < plan.founders;
            long nanos = isFounder ? dice.millis(0, 300)
                    : dice.millis(300, plan.faultyNanos / MILLI / 2);
            timeline.after(nanos, () -> restart(machine));
        }
        for (int i = 0; i < plan.clients; i++) {
            new Workload(this, i).connectLater(dice.millis(0, 500));
        }
        for (int i = 0; i < plan.watchers; i++) {
            Watcher watcher = new Watcher(this, plan.clients + i);
            watchers.add(watcher);
            watcher.connectLater(dice.millis(0, 1_000));
        }
        beginSessions();
        if (dice.oneIn(3)) faults.begin();
        else timeline.after(dice.millis(500, 2_500), faults::begin);
        watchPatience();
        timeline.runUntil(plan.faultyNanos, () -> false);
        isFaulty = false;
        boolean isSettled = new Aftermath(this).run();
        judge();
        if (isSettled && plan.hasRecovery) new RecoveryPhase(this).run();
    }

    /** Their dice are their own: without them a run is as it was. */
    private void beginSessions() {
        Dice own = new Dice(~plan.seed);
        for (int i = 0; i < plan.sessionClients; i++) {
            SessionClient client = new SessionClient(this, i, own.split());
            timeline.after(own.millis(0, 1_500), client::begin);
        }
    }

    private void judge() {
        totals.add(Totals.Of.RUNS);
        totals.add(Totals.Of.EVENTS, timeline.count());
        totals.add(Totals.Of.SIMULATED_SECONDS, timeline.now() / 1_000_000_000);
        for (Cluster cluster : invariants.clusters()) {
            totals.add(Totals.Of.SLOTS, cluster.slots());
            totals.add(Totals.Of.REVISIONS, cluster.events.size());
        }
        if (Floors.isVoid(totals)) totals.add(Totals.Of.VOID);
        Cluster cluster = invariants.main();
        if (cluster == null) {
            totals.add(Totals.Of.NEVER_BORN);
            return;
        }
        cluster.sessions.judge();
        HistoryCheck check = HistoryCheck.of(history, cluster.log,
                event -> event.path().startsWith(SessionLog.ROOT));
        if (!check.violations().isEmpty()) {
            throw new Violation(String.join("; ", check.violations()));
        }
    }

    /** The events of the cluster, for whoever looks for the reason of a failure. */
    void tellEvents(PrintStream out) {
        Cluster cluster = invariants.main();
        if (cluster == null) return;
        cluster.events.forEach(event -> out.println("event " + event.revision() + " "
                + event.kind() + " " + event.path() + " "
                + new String(event.value(), java.nio.charset.StandardCharsets.UTF_8)));
    }

    /** Whether things still go wrong, and clients still write. */
    boolean isFaulty() {
        return isFaulty;
    }

    /** Whether clients have next to nothing to write just now. */
    boolean isLull() {
        return plan.hasLulls && timeline.now() / LULL_NANOS % 2 == 1;
    }

    /** The events of the cluster that clients talk to. */
    List<Event> events() {
        return invariants.main() == null ? List.of() : invariants.main().events;
    }

    /** What the sessions of that cluster do. */
    SessionLog sessions() {
        return invariants.main().sessions;
    }

    int nextConnection() {
        return ++lastConnection;
    }

    /** Looks at times whether everybody is answered. */
    private void watchPatience() {
        long bound = plan.times.answerNanos() + 8 * plan.electionNanos() + 2_000 * MILLI;
        long messages = totals.of(Totals.Of.MESSAGES);
        if (messages - lastMessages > MOST_MESSAGES) {
            throw new Violation("a storm of " + (messages - lastMessages) + " messages in "
                    + CHECK_NANOS / MILLI + " ms");
        }
        lastMessages = messages;
        connections.removeIf(Connection::isDone);
        for (Connection connection : connections) connection.checkPatience(bound * 6 / 5);
        timeline.after(CHECK_NANOS, this::watchPatience);
    }

    // Machines and their processes.

    /** Those that were not given up. */
    List<Machine> machines() {
        return machines.stream().filter(machine -> !machine.isRetired()).toList();
    }

    List<Machine> machinesForClients() {
        return core == null ? machines() : core;
    }

    /** From now on clients connect to these only. */
    void settleOn(List<Machine> newCore) {
        core = newCore;
        for (Watcher watcher : watchers) watcher.settle();
    }

    List<Process> alive() {
        return processes.stream().filter(Process::isAlive).toList();
    }

    Machine machineAt(String address) {
        for (Machine machine : machines) {
            if (machine.address.equals(address)) return machine;
        }
        return null;
    }

    boolean hasRoom() {
        return machines.size() < Network.MOST;
    }

    Machine newMachine() {
        Machine machine = new Machine(this, machines.size());
        machines.add(machine);
        return machine;
    }

    /** Starts the process of a machine, with the command line that is right for it by now. */
    void restart(Machine machine) {
        if (others(machine).isEmpty() && machine.index > 0) return;
        boolean isFounder = machine.index < plan.founders;
        boolean isFirst = processes.stream().noneMatch(one -> one.machine == machine);
        machine.start(isFounder && (plan.founders > 1 ? areFoundersAll() : isFirst)
                ? founders() : others(machine));
    }

    /**
     * Whether those who found the cluster are all that there is. A list of founders must not be
     * used once others may carry on the cluster alone: those in it could found another one.
     */
    private boolean areFoundersAll() {
        boolean isBorn = invariants.main() != null && invariants.main().slots() > 0;
        return !isBorn || machines.stream()
                .noneMatch(one -> one.isRetired() && one.index < plan.founders)
                && processes.stream().noneMatch(one -> one.machine.index >= plan.founders);
    }

    /** None for one who founds it alone. */
    private List<String> founders() {
        if (plan.founders == 1) return List.of();
        return machines.subList(0, plan.founders).stream().map(one -> one.address).toList();
    }

    private List<String> others(Machine machine) {
        return machines().stream().filter(one -> one != machine && !one.isLiar())
                .map(one -> one.address).toList();
    }

    /** Whether the cluster can go on no more without one that has just left it: rule R7. */
    private boolean takesQuorumWithIt(Process process) {
        Cluster cluster = invariants.main();
        boolean isOurs = cluster != null && cluster.id.equals(process.peek.cluster());
        if (!isOurs || process.peek.members().size() <= 1) return false;
        List<Process> before = new ArrayList<>(alive());
        before.add(process);
        return quorums.canGoOn(before) && !quorums.canGoOn(alive());
    }

    /** Another incarnation is to take the place of a process. */
    void onAnew(Process process) {
        Machine machine = process.machine;
        machine.ended();
        totals.add(Totals.Of.ANEW);
        timeline.after(dice.millis(0, 5), () -> {
            if (process.isToGoOn()) machine.start(process.peersAnew(), process.stateAnew());
            else restart(machine);
        });
    }

    /** A process has ended by itself. */
    void onEnded(Process process, Effects.Ending ending) {
        Machine machine = process.machine;
        machine.ended();
        switch (ending) {
            case LEFT -> {
                totals.add(Totals.Of.LEFT);
                if (takesQuorumWithIt(process)) {
                    throw new Violation(process + " leaves, and no quorum is left");
                }
                machine.retire();
                timeline.after(dice.millis(10, 2_000), () -> {
                    if (isFaulty && hasRoom()) restart(newMachine());
                });
            }
            default -> {
                totals.add(Totals.Of.REFUSED);
                if (!machine.isLiar()) throw new Violation(process + " was refused");
            }
        }
    }
}
