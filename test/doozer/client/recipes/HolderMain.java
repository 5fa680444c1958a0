package doozer.client.recipes;

import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.client.Session;
import doozer.client.WalkedFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * A process that takes everything that can be held, and looks all the time whether it has it still.
 * For each that it finds lost it tries what a lock must prevent: a write under its old token.
 */
final class HolderMain {
    private static final long LIMIT_NANOS = 60_000_000_000L;

    private HolderMain() {
    }

    public static void main(String... args) throws InterruptedException {
        Duration ttl = Duration.ofMillis(Long.parseLong(args[1]));
        DoozerClient client = DoozerClient.builder().address(args[0]).connect();
        Session session = client.openSession(ttl, "holder");
        Map<String, Supplier<Held>> all = new LinkedHashMap<>();
        hold(all, "lock", new DistributedLock(session, "/lock").acquire());
        hold(all, "write", new DistributedReadWriteLock(session, "/rw").acquireWrite());
        hold(all, "permit", new DistributedSemaphore(session, "/sem", 1).acquire());
        hold(all, "barrier", new DistributedBarrier(client, "/barrier").set(session));
        AtomicReference<Held> elected = new AtomicReference<>();
        LeaderLatch latch = LeaderLatch.of(client, "/leader", ttl, listener(elected));
        latch.await(RecipeServer.LONG);
        all.put("leader", latch::leadership);
        PersistentFile file = PersistentFile.of(client, "/file", bytes("holder"), ttl);
        file.await(RecipeServer.LONG);
        all.put("file", file::held);
        GroupMember member = GroupMember.of(client, "/group",
                new WalkedFile("/group/holder", 0, bytes("holder")), ttl);
        member.await(RecipeServer.LONG);
        all.put("member", member::held);
        ServiceRegistration service = ServiceRegistration.of(client, "/service",
                new ServiceInstance("web", "holder", "10.0.0.1:80", 0), ttl);
        service.await(RecipeServer.LONG);
        all.put("service", service::held);
        say("ready");
        watchOver(all, client);
    }

    private static void hold(Map<String, Supplier<Held>> all, String name, Held held) {
        all.put(name, () -> held.isHeld() ? held : null);
    }

    private static LeaderListener listener(AtomicReference<Held> elected) {
        return new LeaderListener() {
            @Override
            public void onElected(Held leadership) {
                elected.set(leadership);
                say("elected " + leadership.token());
            }

            @Override
            public void onDeposed() {
                say("deposed");
            }
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static synchronized void say(String line) {
        System.out.println(line);
    }

    /** Ends when each has been lost once, or the parent is gone and nobody reads. */
    private static void watchOver(Map<String, Supplier<Held>> all, DoozerClient client) {
        Map<String, Held> last = new LinkedHashMap<>();
        all.forEach((name, look) -> last.put(name, look.get()));
        Map<String, Held> lost = new LinkedHashMap<>();
        long end = System.nanoTime() + LIMIT_NANOS;
        while (lost.size() < last.size() && System.nanoTime() - end < 0) {
            for (String name : last.keySet()) {
                Held old = last.get(name);
                boolean isHeld = old != null && all.get(name).get() == old;
                if (lost.containsKey(name) || isHeld) continue;
                lost.put(name, old);
                say("lost " + name);
            }
        }
        lost.forEach((name, old) -> say((old != null && isDone(old, client)
                ? "written " : "refused ") + name));
        say("done");
    }

    /** Whether a write is done whose only condition is the token. */
    private static boolean isDone(Held old, DoozerClient client) {
        try {
            client.txn().ifRevision(old.file(), old.token()).set("/guarded", bytes("late"))
                    .commit();
            return true;
        } catch (DoozerException e) {
            return false;
        }
    }
}
