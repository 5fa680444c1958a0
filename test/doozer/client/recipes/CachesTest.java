package doozer.client.recipes;

import static doozer.client.recipes.RecipeServer.LONG;
import static doozer.client.recipes.RecipeServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.client.Event;
import doozer.client.WalkedFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is kept of the cluster in a process, and what a process keeps in the cluster. */
class CachesTest {
    private RecipeServer server;
    private DoozerClient client;
    private final LinkedBlockingQueue<List<Event>> steps = new LinkedBlockingQueue<>();

    private void start(String... options) throws Exception {
        server = new RecipeServer(options);
        client = server.connect();
    }

    @AfterEach
    void stopTheServer() {
        server.close();
    }

    private List<Event> step() throws InterruptedException {
        List<Event> step = steps.poll(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(step).as("a step").isNotNull();
        return step;
    }

    private static String text(List<Event> events) {
        StringBuilder text = new StringBuilder();
        for (Event event : events) {
            text.append(event.kind()).append(' ').append(event.path()).append("; ");
        }
        return text.toString();
    }

    @Test
    void cacheIsAsTheClusterAndChangesByWholeSteps() throws Exception {
        // given a cache that looks, at each change, whether two files are equal that always are
        start();
        client.txn().set("/c/a", bytes("0")).set("/c/b", bytes("0")).commit();
        DoozerClient other = server.connect();
        List<String> unequal = new ArrayList<>();
        CompletableFuture<TreeCache> made = new CompletableFuture<>();
        TreeCache cache = TreeCache.of(other, "/c/*", events -> {
            TreeCache whole = made.join();
            WalkedFile a = whole.get("/c/a");
            boolean isEqual = a == null
                    || Arrays.equals(a.body(), whole.get("/c/b").body());
            if (!isEqual) unequal.add(text(events));
            steps.add(events);
        });
        made.complete(cache);
        assertThat(cache.awaitReady(LONG)).isTrue();
        assertThat(text(step())).isEqualTo("SET /c/a; SET /c/b; ");
        assertThat(cache.files()).containsOnlyKeys("/c/a", "/c/b");

        // when both are changed together, many times, then each step comes whole
        for (int i = 1; i <= 50; i++) {
            byte[] body = bytes(String.valueOf(i));
            client.txn().set("/c/b", body).set("/elsewhere", body).set("/c/a", body).commit();
        }
        for (int i = 1; i <= 50; i++) assertThat(text(step())).isEqualTo("SET /c/b; SET /c/a; ");
        assertThat(unequal).isEmpty();
        client.del("/c/a", -1);
        client.set("/c/a", 0, bytes("50"));
        assertThat(text(step())).isEqualTo("DEL /c/a; ");
        assertThat(text(step())).isEqualTo("SET /c/a; ");
        assertThat(cache.revision()).isEqualTo(client.rev());
        cache.close();
        client.set("/c/a", -1, bytes("x"));
        assertThat(cache.get("/c/a").body()).isEqualTo(bytes("50"));
    }

    @Test
    void cacheThatIsClosedByItsClientSaysWhy() throws Exception {
        start();
        DoozerClient other = server.connect();
        CompletableFuture<DoozerException> end = new CompletableFuture<>();
        TreeCache cache = TreeCache.of(other, "/c/*", new CacheListener() {
            @Override
            public void onStep(List<Event> events) {
                steps.add(events);
            }

            @Override
            public void onEnd(DoozerException reason) {
                end.complete(reason);
            }
        });
        assertThat(cache.awaitReady(LONG)).isTrue();
        other.close();
        assertThat(end.get(LONG.toSeconds(), TimeUnit.SECONDS)).isSameAs(cache.reason());
        assertThat(cache.awaitReady(LONG)).isFalse();
    }

    @Test
    void fileThatIsDeletedComesBackAndOneOfOthersIsWaitedFor() throws Exception {
        start();
        client.set("/f", 0, bytes("in the way"));
        PersistentFile file = PersistentFile.of(client, "/f", bytes("mine"), LONG);
        assertThat(file.await(RecipeServer.SHORT)).isFalse();
        assertThat(file.held()).isNull();
        client.del("/f", -1);
        assertThat(file.await(LONG)).isTrue();
        long token = client.get("/f").revision();
        assertThat(file.held().token()).isEqualTo(token);

        // when it is deleted by others, then it comes back, with a higher token
        client.del("/f", -1);
        Event back = client.await("/f", token + 2);
        assertThat(back.kind()).isEqualTo(Event.Kind.SET);
        assertThat(back.body()).isEqualTo(bytes("mine"));
        file.close();
        assertThat(client.get("/f").isMissing()).isTrue();
        assertThat(file.held()).isNull();
    }

    @Test
    void membersKnowEachOther() throws Exception {
        start();
        GroupMember ann = GroupMember.of(client, "/g", new WalkedFile("/g/ann", 0, bytes("1")),
                LONG);
        GroupMember bob = GroupMember.of(server.connect(), "/g",
                new WalkedFile("/g/bob", 0, bytes("2")), LONG);
        assertThat(ann.await(LONG)).isTrue();
        assertThat(bob.await(LONG)).isTrue();
        long from = client.rev();
        await(ann, 2);
        await(bob, 2);
        assertThat(ann.members()).containsOnlyKeys("ann", "bob");
        assertThat(bob.members().get("ann")).isEqualTo(bytes("1"));
        bob.close();
        assertThat(client.await("/g/bob", from + 1).kind()).isEqualTo(Event.Kind.DEL);
        await(ann, 1);
        ann.close();
    }

    @Test
    void aMembersFileIsDirectlyInTheDirectory() throws Exception {
        start();
        for (String path : List.of("/h/ann", "/g", "/g/ann/x", "/gg/ann", "/g/")) {
            assertThatThrownBy(() -> GroupMember.of(client, "/g",
                    new WalkedFile(path, 0, bytes("1")), LONG)).as(path)
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(path);
        }
    }

    private static void await(GroupMember member, int size) {
        long end = System.nanoTime() + LONG.toNanos();
        while (member.members().size() != size) {
            assertThat(System.nanoTime() - end).as("nanoseconds too late").isNegative();
            Thread.onSpinWait();
        }
    }

    @Test
    void servicesComeAndGo() throws Exception {
        start();
        LinkedBlockingQueue<Integer> changes = new LinkedBlockingQueue<>();
        ServiceDiscovery services = ServiceDiscovery.of(client, "/s", () -> changes.add(1));
        assertThat(services.await(LONG)).isTrue();
        assertThat(services.instances("web")).isEmpty();
        ServiceRegistration one = ServiceRegistration.of(server.connect(), "/s",
                new ServiceInstance("web", "1", "10.0.0.1:80", 0), LONG);
        ServiceRegistration two = ServiceRegistration.of(server.connect(), "/s",
                new ServiceInstance("web2", "1", "10.0.0.2:80", 0), LONG);
        assertThat(one.await(LONG) && two.await(LONG)).isTrue();
        changes.take();
        while (services.instances("web2").isEmpty() || services.instances("web").isEmpty()) {
            assertThat(changes.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isNotNull();
        }
        assertThat(services.instances("web")).containsExactly(new ServiceInstance("web", "1",
                "10.0.0.1:80", one.held().token()));
        one.close();
        while (!services.instances("web").isEmpty()) {
            assertThat(changes.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isNotNull();
        }
        assertThat(services.instances("web2")).hasSize(1);
        two.close();
        services.close();
    }

    @Test
    void cacheThatHasFallenOutOfHistoryIsMadeUpFor() throws Exception {
        // given a server that keeps little, and a listener that holds its client up
        start("-hist", "10");
        DoozerClient slow = server.connect();
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        TreeCache cache = TreeCache.of(slow, "/c/*", events -> {
            steps.add(events);
            if (!events.isEmpty()) goOn.join();
        });
        assertThat(cache.awaitReady(LONG)).isTrue();
        assertThat(step()).isEmpty();
        client.set("/c/first", 0, bytes("1"));
        assertThat(text(step())).isEqualTo("SET /c/first; ");

        // when much more happens than is kept anywhere on the way
        byte[] large = new byte[64 << 10];
        for (int i = 0; i < 600; i++) client.set("/c/" + i % 3, -1, large);
        client.del("/c/0", -1);
        client.del("/c/first", -1);
        goOn.complete(null);

        // then in the end it is as the cluster is
        long last = client.rev();
        long end = System.nanoTime() + LONG.toNanos();
        while (cache.revision() < last) {
            assertThat(System.nanoTime() - end).as("nanoseconds too late").isNegative();
            Thread.onSpinWait();
        }
        assertThat(cache.files()).containsOnlyKeys("/c/1", "/c/2");
        assertThat(cache.get("/c/2").revision()).isEqualTo(client.get("/c/2").revision());
        cache.close();
    }
}
