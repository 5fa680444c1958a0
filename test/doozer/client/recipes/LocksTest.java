package doozer.client.recipes;

import static doozer.client.recipes.RecipeServer.LONG;
import static doozer.client.recipes.RecipeServer.SHORT;
import static doozer.client.recipes.RecipeServer.TTL;
import static doozer.client.recipes.RecipeServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.client.DoozerClient;
import doozer.client.NextValue;
import doozer.client.RevisionMismatchException;
import doozer.client.Session;
import doozer.client.SessionLostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Locks, semaphores, barriers and counters among several sessions of one server. */
class LocksTest {
    private RecipeServer server;
    private DoozerClient client;

    @BeforeEach
    void startAServer() throws Exception {
        server = new RecipeServer();
        client = server.connect();
    }

    @AfterEach
    void stopTheServer() {
        server.close();
    }

    private Session session() {
        return client.openSession(LONG);
    }

    /** Has it done on a thread of its own. */
    private static <T> CompletableFuture<T> begin(Supplier<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                done.complete(task.get());
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    /** Waits until so many stand in a line. */
    private void awaitLine(String directory, int length) {
        TreeCache cache = TreeCache.of(client, directory + "/*");
        assertThat(cache.awaitReady(LONG)).isTrue();
        long from = cache.revision() + 1;
        while (client.walk(directory + "/*").size() != length) {
            from = client.await(directory + "/*", from).revision() + 1;
        }
        cache.close();
    }

    @Test
    void lockIsHeldByOneAtATimeInTheOrderOfComing() throws Exception {
        // given a holder, and three who wait, one after the other
        Held first = new DistributedLock(session(), "/lock").acquire();
        List<CompletableFuture<Held>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Session session = session();
            waiting.add(begin(() -> new DistributedLock(session, "/lock").acquire()));
            awaitLine("/lock", i + 2);
        }

        // when each gives it back, then the next one has it, with a higher token
        Held held = first;
        for (CompletableFuture<Held> next : waiting) {
            assertThat(held.isHeld()).isTrue();
            assertThat(next.isDone()).isFalse();
            held.close();
            assertThat(held.isHeld()).isFalse();
            Held successor = get(next);
            assertThat(successor.token()).isGreaterThan(held.token());
            held = successor;
        }
        held.close();
        assertThat(client.walk("/lock/*")).isEmpty();
    }

    @Test
    void whoDoesNotGetALockInTimeIsInNobodysWay() {
        Held held = new DistributedLock(session(), "/lock").acquire();
        Session other = session();
        assertThat(new DistributedLock(other, "/lock").acquire(SHORT)).isNull();
        other.nop();
        assertThat(client.walk("/lock/*")).hasSize(1);
        held.close();
        assertThat(new DistributedLock(other, "/lock").acquire(LONG)).isNotNull();
    }

    @Test
    void waiterInTheMiddleMayGoWithoutLettingAnybodyInTooSoon() throws Exception {
        Held held = new DistributedLock(session(), "/lock").acquire();
        Session middle = session();
        CompletableFuture<Held> second = begin(
                () -> new DistributedLock(middle, "/lock").acquire());
        awaitLine("/lock", 2);
        Session last = session();
        CompletableFuture<Held> third = begin(() -> new DistributedLock(last, "/lock").acquire());
        awaitLine("/lock", 3);

        // when the one in the middle ends its session
        middle.close();
        assertThatThrownBy(() -> get(second)).hasCauseInstanceOf(Exception.class);
        awaitLine("/lock", 2);

        // then the last still waits, until the first is done
        assertThat(third.isDone()).isFalse();
        held.close();
        assertThat(get(third).isHeld()).isTrue();
    }

    @Test
    void sessionThatEndsGivesEverythingBack() {
        Session session = session();
        Held held = new DistributedLock(session, "/lock").acquire();
        session.close();
        assertThat(held.isHeld()).isFalse();
        held.close();
        assertThat(new DistributedLock(session(), "/lock").acquire(LONG)).isNotNull();
        assertThatThrownBy(() -> new DistributedLock(session, "/lock").acquire(LONG))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void writeUnderALockThatIsLostIsNotDone() {
        Session session = session();
        Held held = new DistributedLock(session, "/lock").acquire();
        held.txn().set("/guarded", bytes("1")).commit();

        // when somebody takes the lock away, behind its holder's back
        client.del(held.file(), -1);
        assertThat(held.isHeld()).isTrue();
        assertThatThrownBy(() -> held.txn().set("/guarded", bytes("2")).commit())
                .isInstanceOf(RevisionMismatchException.class);
        assertThat(client.get("/guarded").body()).isEqualTo(bytes("1"));
    }

    @Test
    void readersShareAndWritersDoNot() throws Exception {
        DistributedReadWriteLock a = new DistributedReadWriteLock(session(), "/rw");
        DistributedReadWriteLock b = new DistributedReadWriteLock(session(), "/rw");
        DistributedReadWriteLock c = new DistributedReadWriteLock(session(), "/rw");
        Held firstRead = a.acquireRead(LONG);
        Held secondRead = b.acquireRead(LONG);
        CompletableFuture<Held> write = begin(c::acquireWrite);
        awaitLine("/rw", 3);

        // then who comes after the writer waits, too
        assertThat(a.acquireRead(SHORT)).isNull();
        assertThat(b.acquireWrite(SHORT)).isNull();
        firstRead.close();
        assertThat(write.isDone()).isFalse();
        secondRead.close();
        Held written = get(write);
        CompletableFuture<Held> lateRead = begin(a::acquireRead);
        awaitLine("/rw", 2);
        assertThat(lateRead.isDone()).isFalse();
        written.close();
        assertThat(get(lateRead).token()).isGreaterThan(written.token());
    }

    @Test
    void semaphoreHasSoManyPermits() throws Exception {
        Session session = session();
        DistributedSemaphore semaphore = new DistributedSemaphore(session, "/sem", 2);
        Held one = semaphore.acquire(LONG);
        Held two = semaphore.acquire(LONG);
        assertThat(semaphore.acquire(SHORT)).isNull();
        CompletableFuture<Held> third = begin(semaphore::acquire);
        awaitLine("/sem", 3);
        two.close();
        assertThat(get(third).token()).isGreaterThan(two.token());
        assertThat(one.isHeld()).isTrue();
    }

    @Test
    void barrierHoldsUntilItIsTakenAway() throws Exception {
        DistributedBarrier barrier = new DistributedBarrier(client, "/barrier");
        assertThat(barrier.await(LONG)).isTrue();
        Held up = barrier.set(session());
        assertThat(barrier.await(SHORT)).isFalse();
        assertThatThrownBy(() -> barrier.set(session()))
                .isInstanceOf(RevisionMismatchException.class);
        CompletableFuture<Boolean> through = begin(() -> barrier.await(LONG));
        up.close();
        assertThat(get(through)).isTrue();
        assertThat(barrier.set(session()).token()).isGreaterThan(up.token());
    }

    @Test
    void counterLosesNothing() throws Exception {
        List<CompletableFuture<NextValue>> all = new ArrayList<>();
        AtomicInteger adders = new AtomicInteger();
        for (int i = 0; i < 4; i++) {
            DistributedCounter counter = new DistributedCounter(session(), "/count");
            all.add(begin(() -> {
                NextValue last = null;
                for (int n = 0; n < 25; n++) {
                    last = adders.incrementAndGet() % 2 == 0 ? counter.add(1)
                            : counter.increment();
                }
                return last;
            }));
        }
        for (CompletableFuture<NextValue> one : all) get(one);
        DistributedCounter counter = new DistributedCounter(session(), "/count");
        assertThat(counter.get()).isEqualTo(100);
        assertThat(counter.add(-101).value()).isEqualTo(-1);
        assertThat(counter.increment().value()).isZero();
        client.set("/count", -1, bytes("many"));
        assertThatThrownBy(counter::get).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whoWaitsHearsThatItsSessionIsLost() throws Exception {
        Held held = new DistributedLock(session(), "/lock").acquire();
        Session doomed = client.openSession(TTL);
        CompletableFuture<Held> waiting = begin(
                () -> new DistributedLock(doomed, "/lock").acquire());
        awaitLine("/lock", 2);
        server.connect().del("/lock/none", -1);

        // when the session is closed by somebody who types its id
        try (java.net.Socket typist = new java.net.Socket("127.0.0.1", server.port())) {
            typist.getOutputStream().write(bytes("close " + doomed.id() + "\nquit\n"));
            typist.getInputStream().readAllBytes();
        }
        assertThatThrownBy(() -> get(waiting)).hasCauseInstanceOf(SessionLostException.class);
        assertThat(held.isHeld()).isTrue();
    }
}
