package doozer.cli;

import doozer.cli.ClusterView.Member;
import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.wire.Address;
import doozer.wire.DoozerUri;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Reaches members at the addresses that they have told. Immutable; any thread. */
final class Census {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final String secret;
    private final Duration patience;

    /**
     * One that asks with that secret.
     *
     * @param timeout for how long a member has time to answer; null for a second
     */
    Census(String secret, Duration timeout) {
        this.secret = secret;
        patience = timeout == null ? PATIENCE : timeout;
    }

    /** What those say of themselves that answer, by id. All are asked at once. */
    Map<String, ClusterView> ask(List<Member> members) {
        Map<String, ClusterView> answers = new HashMap<>();
        if (members.isEmpty()) return answers;
        ExecutorService threads = Executors.newFixedThreadPool(members.size(), task -> {
            Thread thread = new Thread(task, "doozer census");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Callable<ClusterView>> asking = members.stream()
                    .<Callable<ClusterView>>map(member -> () -> view(member)).toList();
            for (Future<ClusterView> answer : threads.invokeAll(asking,
                    patience.toMillis() * 2, TimeUnit.MILLISECONDS)) {
                ClusterView view = answerOf(answer);
                if (view != null) answers.put(view.self(), view);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            threads.shutdownNow();
        }
        return answers;
    }

    /** What whoever is at these addresses says of itself. */
    List<ClusterView> viewsAt(List<String> addresses) {
        return addresses.parallelStream().map(this::viewAt).filter(Objects::nonNull).toList();
    }

    private static ClusterView answerOf(Future<ClusterView> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException | CancellationException e) {
            return null;
        }
    }

    private ClusterView view(Member member) {
        try (DoozerClient client = connect(member)) {
            return client == null ? null : ClusterView.parse(client.info());
        }
    }

    /** What whoever is there says of itself; null if nobody answers. */
    ClusterView viewAt(String address) {
        try (DoozerClient client = connectTo(address)) {
            return ClusterView.parse(client.info());
        } catch (IllegalArgumentException | DoozerException e) {
            return null;
        }
    }

    private DoozerClient connectTo(String address) {
        return DoozerClient.connect(new DoozerUri(List.of(Address.parseWithPort(address)), "",
                secret), patience);
    }

    /** A connection to that member; null if it does not answer, or another process does. */
    DoozerClient connect(Member member) {
        DoozerClient client = null;
        try {
            client = connectTo(member.address());
            if (client.self().equals(member.id())) return client;
        } catch (IllegalArgumentException | DoozerException e) {
            // Why it does not answer makes no difference here.
        }
        if (client != null) client.close();
        return null;
    }

    /** A connection to the first of them that answers; null when none does. */
    DoozerClient connectToAny(List<Member> members) {
        for (Member member : members) {
            DoozerClient client = connect(member);
            if (client != null) return client;
        }
        return null;
    }
}
