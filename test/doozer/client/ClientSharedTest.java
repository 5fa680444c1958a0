package doozer.client;

import static doozer.client.RealServer.bytes;
import static doozer.client.RealServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import doozer.wire.Response;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One client for many threads, and its end in the middle of everything. */
@Timeout(120)
class ClientSharedTest {
    private static final int THREADS = 100;
    private static final int CALLS = Counts.of(100, 3000);

    @Test
    void aHundredThreadsEachGetTheirOwnAnswers() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (RealServer server = new RealServer(); DoozerClient client = server.connect()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Worker worker = new Worker(client, server.id(), i);
                all.add(threads.submit(worker));
            }
            for (Future<?> one : all) one.get();
        } finally {
            threads.shutdownNow();
        }
    }

    /** Uses files of its own, so that it knows each answer. Owned by its thread. */
    private static final class Worker implements Callable<Void> {
        private final DoozerClient client;
        private final String self;
        private final String path;
        private final Random random;
        private long revision;
        private String body = "";
        private int writes;

        Worker(DoozerClient client, String self, int number) {
            this.client = client;
            this.self = self;
            path = "/t/" + number + "/file";
            random = new Random(number);
        }

        @Override
        public Void call() throws Exception {
            write();
            long first = revision;
            try (Watch watch = client.watch(path, first)) {
                for (int i = 0; i < CALLS; i++) check(random.nextInt(9));
                long last = 0;
                for (int i = 0; i < writes; i++) last = watch.next().revision();
                assertThat(last).isEqualTo(revision);
            }
            return null;
        }

        private void write() {
            body = path + " " + "x".repeat(random.nextInt(3000));
            long before = revision;
            revision = client.set(path, before, bytes(body));
            assertThat(revision).isGreaterThan(before);
            writes++;
        }

        private void check(int verb) throws Exception {
            switch (verb) {
                case 0 -> write();
                case 1 -> assertThat(text(client.get(path).body())).isEqualTo(body);
                case 2 -> assertThat(client.getAsync(path, revision).get().revision())
                        .isEqualTo(revision);
                case 3 -> assertThat(client.stat(path))
                        .isEqualTo(new Stat(revision, body.length()));
                case 4 -> assertThat(client.walk(path).get(0).body()).isEqualTo(bytes(body));
                case 5 -> assertThat(client.list(path.substring(0, path.lastIndexOf('/'))))
                        .extracting(DirectoryEntry::name).containsExactly("file");
                case 6 -> assertThat(client.self()).isEqualTo(self);
                case 7 -> assertThat(client.await(path, revision).revision()).isEqualTo(revision);
                default -> client.awaitAsync(path, Long.MAX_VALUE).cancel(true);
            }
        }
    }

    @Test
    void tagsWrapAroundAndPassByThoseThatAreOpen() throws Exception {
        // given a server that sends every request's own tag back as the revision
        try (FakeServer fake = new FakeServer(peer -> {
            while (true) {
                var request = peer.next();
                // The first stays open for good.
                if (request.path() == null) {
                    peer.answer(request, new Response().rev(request.tag()));
                }
            }
        }); Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(),
                    fake.uri().addresses().get(0).port()));
            Link link = new Link(socket, fake.address());
            link.start(new Connector(""));
            DoozerClient client = new DoozerClient(link, RealServer.LONG.toNanos());
            // when the request with the tag 1 stays open, and others go round all tags
            CompletableFuture<?> open = client.getAsync("/a");
            List<Integer> tags = new ArrayList<>();
            for (int tag : new int[] {Integer.MAX_VALUE, -1}) {
                link.skipTo(tag);
                for (int i = 0; i < 3; i++) tags.add((int) client.rev());
            }

            // then each answer finds its request, and none has the tag of the one that is open
            assertThat(tags).containsExactly(Integer.MAX_VALUE, Integer.MIN_VALUE,
                    Integer.MIN_VALUE + 1, -1, 0, 2);
            assertThat(open).isNotDone();
            client.close();
        }
    }

    @Test
    void closingInTheMiddleOfEverythingEndsEverything() throws Exception {
        for (int round = 0; round < Counts.of(10, 300); round++) closeInTheMiddle(round);
    }

    private static void closeInTheMiddle(int round) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (RealServer server = new RealServer()) {
            DoozerClient client = server.connect();
            CountDownLatch busy = new CountDownLatch(8);
            List<Future<DoozerException>> ends = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int kind = i;
                ends.add(threads.submit(() -> untilItFails(client, kind, busy)));
            }
            CompletableFuture<Event> wait = client.awaitAsync("/never", 1);
            busy.await();
            List<Thread> alive = RealServer.clientThreads(server.address());
            assertThat(alive).isNotEmpty();

            if (round % 2 == 0) client.close();
            else client.revAsync().thenRun(client::close).join();
            client.close();

            for (Future<DoozerException> end : ends) {
                // What was sent is in doubt, for that reason.
                assertThat(end.get()).hasMessage("the client is closed")
                        .matches(e -> e instanceof ClosedException
                                || e.getCause() instanceof ClosedException);
            }
            assertThat(wait.handle((event, thrown) -> thrown).join())
                    .isInstanceOf(ClosedException.class);
            for (Thread thread : alive) thread.join();
            for (Thread last : RealServer.clientThreads(server.address())) last.join();
            assertThat(RealServer.clientThreads(server.address())).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    private static DoozerException untilItFails(DoozerClient client, int kind,
            CountDownLatch busy) {
        try (Watch watch = client.watch("/busy/**")) {
            while (true) {
                busy.countDown();
                switch (kind) {
                    case 0 -> client.await("/never", 1);
                    case 1 -> watch.next();
                    case 2 -> client.walk("/**", client.rev(), file -> true);
                    case 3 -> client.setAsync("/busy/x", -1, new byte[10_000]).join();
                    default -> client.set("/busy/" + kind, -1, new byte[100]);
                }
            }
        } catch (DoozerException e) {
            return e;
        } catch (java.util.concurrent.CompletionException e) {
            return (DoozerException) e.getCause();
        }
    }
}
