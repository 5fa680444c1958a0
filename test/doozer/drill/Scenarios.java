package doozer.drill;

import static doozer.drill.Row.Load.AT_ONCE;
import static doozer.drill.Row.Load.EACH;
import static doozer.drill.Row.Load.ONE;

import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.client.DoozerTimeoutException;
import doozer.wire.DoozerUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** The rows of the drill, in order. */
final class Scenarios {
    /** Longer than {@code -timeout}, and than what the original took to remove a member. */
    private static final Duration WATCHED = Duration.ofSeconds(8);
    private static final Duration SOON = Duration.ofSeconds(10);
    /** What a request may take where no majority is left: -answer is 5 s. */
    private static final Duration ANSWER = Duration.ofSeconds(8);

    private Scenarios() {
    }

    /** Who is hit. */
    private enum Victim {
        FIRST, SECOND, LEADER, FOLLOWER;

        DrillNode of(DrillCluster cluster) {
            DrillNode leader = cluster.awaitLeader();
            return switch (this) {
                case FIRST -> cluster.node(1);
                case SECOND -> cluster.node(2);
                case LEADER -> leader;
                case FOLLOWER -> cluster.without(leader).get(0);
            };
        }
    }

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("none", ONE, Row.Nodes.THREE, Original.IDLE_ONE, Scenarios::idle));
        rows.add(new Row("none", EACH, Row.Nodes.THREE, Original.IDLE_EACH, Scenarios::idle));
        rows.add(new Row("none, single member", AT_ONCE, Row.Nodes.ONE, Original.SINGLE,
                Scenarios::idle));
        rows.add(kill(Victim.SECOND, ONE, Original.KILL_SECOND_ONE));
        rows.add(kill(Victim.FIRST, ONE, Original.KILL_FIRST_ONE));
        rows.add(kill(Victim.LEADER, ONE, Original.NONE));
        rows.add(kill(Victim.SECOND, EACH, Original.KILL_SECOND_EACH));
        rows.add(kill(Victim.FIRST, EACH, Original.KILL_FIRST_EACH));
        rows.add(kill(Victim.LEADER, EACH, Original.NONE));
        rows.add(stop(Victim.SECOND, ONE, Original.STOP_SECOND_ONE));
        rows.add(stop(Victim.LEADER, ONE, Original.NONE));
        rows.add(stop(Victim.SECOND, EACH, Original.STOP_SECOND_EACH));
        rows.add(stop(Victim.LEADER, EACH, Original.NONE));
        for (Network.Way way : Network.Way.values()) {
            rows.add(cut(Victim.LEADER, way));
            rows.add(cut(Victim.FOLLOWER, way));
        }
        addReturns(rows);
        addRestarts(rows);
        addMajorities(rows);
        return rows;
    }

    private static void addReturns(List<Row> rows) {
        rows.add(stopAndContinue(Victim.SECOND, 3, Original.RETURN_3));
        rows.add(stopAndContinue(Victim.LEADER, 3, Original.NONE));
        rows.add(stopAndContinue(Victim.SECOND, 10, Original.RETURN_10));
        rows.add(stopAndContinue(Victim.LEADER, 10, Original.NONE));
        rows.add(three("SIGSTOP a follower for 10 s, a standby at hand", Row.Nodes.THREE_AND_ONE,
                Original.NONE, Scenarios::returnToTheStandbys));
    }

    private static void addRestarts(List<Row> rows) {
        rows.add(restart(Victim.SECOND, 200, Original.RESTART_AT_ONCE));
        rows.add(restart(Victim.LEADER, 200, Original.NONE));
        rows.add(restart(Victim.SECOND, 10_000, Original.RESTART_LATER));
        rows.add(three("SIGKILL second, a fourth on a new address 8 s later", Row.Nodes.THREE,
                Original.REPLACED, Scenarios::replaceLater));
        rows.add(three("SIGKILL second, a standby at hand", Row.Nodes.THREE_AND_ONE,
                Original.NONE, Scenarios::replaceByStandby));
    }

    private static void addMajorities(List<Row> rows) {
        rows.add(three("SIGKILL two of three", Row.Nodes.THREE, Original.TWO_KILLED,
                Scenarios::killTwo));
        rows.add(three("SIGSTOP two of three for 4 s", Row.Nodes.THREE, Original.TWO_STOPPED_4,
                run -> stopTwo(run, 4)));
        rows.add(three("SIGSTOP two of three for 8 s", Row.Nodes.THREE, Original.TWO_STOPPED_8,
                run -> stopTwo(run, 8)));
    }

    private static Row three(String fault, Row.Nodes nodes, Original original,
            Consumer<Run> scenario) {
        return new Row(fault, EACH, nodes, original, scenario);
    }

    private static String name(Victim victim) {
        return victim.name().toLowerCase();
    }

    // No fault.

    private static void idle(Run run) {
        run.load(run.cluster().nodes());
        Await.pass(Duration.ofSeconds(3));
    }

    // One of three is lost.

    private static Row kill(Victim victim, Row.Load load, Original original) {
        return new Row("SIGKILL " + name(victim), load, Row.Nodes.THREE, original,
                run -> lose(run, victim, DrillNode::kill));
    }

    private static Row stop(Victim victim, Row.Load load, Original original) {
        return new Row("SIGSTOP " + name(victim), load, Row.Nodes.THREE, original,
                run -> lose(run, victim, DrillNode::stop));
    }

    private static void lose(Run run, Victim who, Consumer<DrillNode> how) {
        DrillNode victim = who.of(run.cluster());
        run.load(run.cluster().without(victim));
        run.fault();
        how.accept(victim);
        Await.pass(WATCHED);
        run.settled();
        run.checkHealth();
    }

    private static Row cut(Victim victim, Network.Way way) {
        String fault = switch (way) {
            case IN -> "cut off what goes to the " + name(victim);
            case OUT -> "cut off what comes from the " + name(victim);
            case BOTH -> "cut off the " + name(victim);
        };
        return new Row(fault + " for 8 s", EACH, Row.Nodes.THREE, Original.NONE,
                run -> cutAndHeal(run, victim, way));
    }

    private static void cutAndHeal(Run run, Victim who, Network.Way way) {
        DrillNode victim = who.of(run.cluster());
        run.load(run.cluster().without(victim));
        run.fault();
        run.cluster().network().isolate(victim.place(), way);
        Await.pass(WATCHED);
        probe(run, victim, 1);
        run.cluster().network().heal();
        run.awaitRepair(victim, run.cluster().nodes());
        run.settled();
        run.checkHealth();
    }

    // One is back.

    private static Row stopAndContinue(Victim victim, int seconds, Original original) {
        return three("SIGSTOP " + name(victim) + " for " + seconds + " s", Row.Nodes.THREE,
                original, run -> {
                    DrillNode back = victim.of(run.cluster());
                    run.load(run.cluster().without(back));
                    run.fault();
                    back.stop();
                    Await.pass(Duration.ofSeconds(seconds));
                    back.cont();
                    run.awaitRepair(back, null);
                    run.settled();
                    run.checkHealth();
                });
    }

    private static void returnToTheStandbys(Run run) {
        DrillCluster cluster = run.cluster();
        DrillNode victim = cluster.voters().stream()
                .filter(node -> !node.info().isLeader()).findFirst().orElseThrow();
        run.load(cluster.without(victim));
        run.fault();
        victim.stop();
        Await.pass(Duration.ofSeconds(10));
        cluster.awaitVoters(cluster.without(victim), DrillCluster.PATIENCE);
        victim.cont();
        run.awaitRepair(victim, null);
        run.settled();
        run.checkHealth();
    }

    private static Row restart(Victim victim, int millis, Original original) {
        String pause = millis < 1_000 ? "0." + millis / 100 : "" + millis / 1_000;
        return three("SIGKILL " + name(victim) + ", restart at the same address " + pause
                + " s later", Row.Nodes.THREE, original, run -> {
                    DrillNode back = victim.of(run.cluster());
                    run.load(run.cluster().without(back));
                    run.fault();
                    run.cluster().restart(back, Duration.ofMillis(millis));
                    run.awaitRepair(back, run.cluster().nodes());
                    run.settled();
                    run.checkHealth();
                });
    }

    private static void replaceLater(Run run) {
        DrillCluster cluster = run.cluster();
        DrillNode victim = cluster.node(2);
        run.load(cluster.without(victim));
        run.fault();
        victim.kill();
        Await.pass(Duration.ofSeconds(8));
        DrillNode fourth = cluster.addNode();
        run.awaitRepair(fourth, cluster.without(victim));
        run.settled();
        run.checkHealth();
    }

    private static void replaceByStandby(Run run) {
        DrillCluster cluster = run.cluster();
        DrillNode victim = cluster.voters().stream()
                .filter(node -> !node.info().isLeader()).findFirst().orElseThrow();
        List<DrillNode> left = cluster.without(victim);
        run.load(left);
        run.fault();
        victim.kill();
        run.awaitRepair(left.get(left.size() - 1), left);
        run.settled();
        run.checkHealth();
    }

    // No majority is left.

    private static void killTwo(Run run) {
        DrillCluster cluster = run.cluster();
        DrillNode survivor = cluster.node(1);
        run.load(List.of(survivor));
        run.fault();
        cluster.node(2).kill();
        cluster.node(3).kill();
        Await.pass(Duration.ofSeconds(2));
        probe(run, survivor, 5);
        run.settled();
    }

    private static void stopTwo(Run run, int seconds) {
        DrillCluster cluster = run.cluster();
        DrillNode survivor = cluster.node(1);
        run.load(List.of(survivor));
        run.fault();
        Collection<DrillNode> two = cluster.without(survivor);
        two.forEach(DrillNode::stop);
        Await.pass(Duration.ofSeconds(seconds));
        two.forEach(DrillNode::cont);
        long continued = System.nanoTime();
        run.awaitWrites(SOON);
        run.repairedAfter(Duration.ofNanos(System.nanoTime() - continued));
        cluster.awaitVoters(cluster.nodes(), DrillCluster.PATIENCE);
        run.settled();
        run.checkHealth();
    }

    /** No write and no read may succeed there, and none may be left without an answer. */
    private static void probe(Run run, DrillNode node, int times) {
        Map<String, Integer> answers = new TreeMap<>();
        for (int i = 0; i < times; i++) {
            answers.merge(ask(node, "write", client -> client.set("/drill/lost", -1, new byte[1])),
                    1, Integer::sum);
            answers.merge(ask(node, "read", client -> client.get("/drill/lost")), 1,
                    Integer::sum);
        }
        run.note("cut off: " + answers);
    }

    private static String ask(DrillNode node, String what, Function<DoozerClient, ?> question) {
        DoozerUri uri = DoozerUri.parse("doozer:?ca=" + node.address());
        try (DoozerClient client = DoozerClient.connect(uri, ANSWER)) {
            question.apply(client);
            throw new DrillException("a " + what + " without a majority was answered at " + node);
        } catch (DoozerException e) {
            if (e instanceof DoozerTimeoutException
                    || e.getCause() instanceof DoozerTimeoutException) {
                throw new DrillException("a " + what + " without a majority hangs at " + node, e);
            }
            return what + (e.code() != null ? " " + e.code() : " outcome unknown");
        }
    }
}
