package doozer.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.build.Counts;
import doozer.net.LoopPeer;
import doozer.wire.Address;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The web page over real sockets, beside clients. */
class WebServerTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Doozer server;

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable one : open) one.close();
        if (server != null) server.close();
    }

    private void start(Map<String, String> environment, String... args) throws Exception {
        String[] all = new String[args.length + 2];
        all[0] = "-l";
        all[1] = "127.0.0.1:0";
        System.arraycopy(args, 0, all, 2, args.length);
        Log log = new Log(new PrintStream(printed, true, StandardCharsets.UTF_8), () -> 0);
        server = Doozer.start(Options.parse(all, environment), log);
    }

    private int webPort() {
        return server.web().get(0).port();
    }

    private WebPeer connect() throws IOException {
        WebPeer peer = new WebPeer(webPort());
        open.add(peer);
        return peer;
    }

    private LoopPeer client() throws IOException {
        LoopPeer peer = LoopPeer.connect(server.address().port());
        open.add(peer);
        return peer;
    }

    private static Response set(LoopPeer client, String path, String value) throws IOException {
        return client.call(new Request(Verb.SET).path(path).rev(-1).tag(1)
                .value(value.getBytes(StandardCharsets.UTF_8)));
    }

    private String log() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void pageAndItsFilesAreThere() throws Exception {
        start(Map.of());
        WebPeer peer = connect();
        String page = peer.get("/");
        assertThat(page).startsWith("HTTP/1.1 200 OK").contains("<html", "/page.js", "/page.css");
        for (String file : new String[] {"/page.js", "/page.css", "/icon.svg"}) {
            assertThat(peer.get(file)).startsWith("HTTP/1.1 200 OK");
        }
        assertThat(peer.get("/tree.json?path=/")).contains("\"name\":\"ctl\"");
        assertThat(log()).contains(" INFO web url=http://127.0.0.1:" + webPort() + "/\n");
    }

    @Test
    void changesArriveAsTheyHappen() throws Exception {
        // given a page that looks at a directory
        start(Map.of());
        LoopPeer client = client();
        set(client, "/a/b", "old");
        WebPeer page = connect();
        page.send("GET /events?glob=/a/** HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(page.upTo("\n\n")).contains("event: hello").doesNotContain("old");

        // when a file in it is set, then the page hears of it
        set(client, "/a/b", "new");
        String told = page.upTo("\n\n");
        while (!told.contains("event: change")) told = page.upTo("\n\n");
        assertThat(told).contains("\"path\":\"/a/b\"").contains("\"text\":\"new\"");

        // and the node says who its clients are
        assertThat(connect().get("/conns.json")).contains("\"peer\":\"127.0.0.1:");
    }

    @Test
    void pageIsAtBothLoopbacksOrSaysWhyNot() throws Exception {
        start(Map.of());
        assertThat(server.web()).hasSizeBetween(1, 2);
        for (Address address : server.web()) {
            assertThat(address.port()).isEqualTo(webPort());
            assertThat(address.isLoopback()).isTrue();
        }
    }

    @Test
    void whoAsksThePortOfClientsIsToldWhereThePageIs() throws Exception {
        start(Map.of());
        try (WebPeer peer = new WebPeer(server.address().port())) {
            peer.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(peer.answer()).startsWith("HTTP/1.1 400 ")
                    .contains("The web page is at port " + webPort() + " (-web).");
        }
    }

    @Test
    void withoutAPageNothingListens() throws Exception {
        start(Map.of(), "-w", "false");
        try (WebPeer peer = new WebPeer(server.address().port())) {
            peer.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(peer.answer()).contains("There is no web page (-web false).");
        }
        assertThat(server.web()).isEmpty();
        assertThat(log()).doesNotContain(" web ");
    }

    @Test
    void placeThatIsNamedHasToBeFree() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            assertThatThrownBy(() -> start(Map.of(), "-w", address))
                    .isInstanceOf(OptionException.class)
                    .hasMessageContaining("cannot listen on " + address + " for the web page: ")
                    .hasMessageContaining("-web false");
            assertThatThrownBy(() -> start(Map.of("DOOZER_WEB", address)))
                    .isInstanceOf(OptionException.class);
        }
    }

    @Test
    void usualPlaceThatIsTakenIsDoneWithout() throws Exception {
        // given options that have not named the place, which somebody else has
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Shell shell = new Shell(Doozer.loopOptions(Options.parse(new String[0], Map.of())),
                    new Log(new PrintStream(printed), () -> 0));
            Address wanted = new Address("127.0.0.1", taken.getLocalPort());

            // when the page is to listen there
            shell.web().listen(new Web.Place(wanted, false, 10));
            shell.loop().abandon();

            // then it does not, and the log says so
            assertThat(shell.web().addresses()).isEmpty();
            assertThat(log()).contains(" INFO web-none address=" + wanted + " cause=\"Address")
                    .contains("-web");
        }
    }

    @Test
    void oneTooManyIsToldSo() throws Exception {
        // given as many as there may be
        start(Map.of(), "-maxweb", "3");
        WebPeer first = connect();
        for (WebPeer peer : List.of(first, connect(), connect())) {
            assertThat(peer.get("/livez")).endsWith("ok\n");
        }

        // when another comes, then it is told so and closed, whatever it sends
        WebPeer over = connect();
        over.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(over.answer()).startsWith("HTTP/1.1 503 ").contains("-maxweb");
        over.shutdownOutput();
        assertThat(over.rest()).isEmpty();
        assertThat(log()).contains(" WARN web-refused ");

        // and clients are served all the same, and pages again when one has gone
        assertThat(set(client(), "/a", "1").error()).isNull();
        first.close();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!isServed()) assertThat(System.nanoTime() - deadline).isNegative();
    }

    private boolean isListening() {
        try {
            new WebPeer(webPort()).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isServed() throws IOException {
        try (WebPeer peer = new WebPeer(webPort())) {
            return peer.get("/livez").startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void whoSendsHalfARequestIsClosedInTheEnd() throws Exception {
        start(Map.of(), "-halfframe", "500ms");
        WebPeer silent = connect();
        WebPeer half = connect();
        half.send("GET / HTTP/1.1\r\nHo");
        WebPeer used = connect();
        assertThat(used.get("/livez")).endsWith("ok\n");
        WebPeer stream = connect();
        stream.send("GET /events?glob=/** HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(silent.rest()).isEmpty();
        assertThat(half.rest()).isEmpty();
        assertThat(used.rest()).isEmpty();

        // but a page that is told of events stays
        for (int i = 0; i < 3; i++) assertThat(stream.upTo("event: state")).isNotEmpty();
    }

    @Test
    void malformedRequestsAreAnsweredAndClosed() throws Exception {
        start(Map.of());
        WebPeer peer = connect();
        peer.send("GET / HTTP/1.1\r\nHost: localhost\r\nBad Header: x\r\n\r\nand more");
        assertThat(peer.answer()).startsWith("HTTP/1.1 400 ");
        peer.shutdownOutput();
        assertThat(peer.rest()).isEmpty();
        WebPeer tls = connect();
        tls.send("\u0016\u0003\u0001");
        assertThat(tls.answer()).startsWith("HTTP/1.1 400 ");
        assertThat(connect().get("/livez")).endsWith("ok\n");
        assertThat(log()).contains(" WARN web-closed peer=127.0.0.1:");
    }

    @Test
    void clientsDoNotNoticeAThousandHalfOpenPages() throws Exception {
        // given many connections with half a request each, and one client at work
        start(Map.of());
        LoopPeer client = client();
        LoopPeer watcher = client();
        watcher.send(new Request(Verb.WATCH).path("/a").rev(1).tag(5));
        set(client, "/a", "first");
        watcher.receive(5);
        int count = Counts.of(300, 1_000);
        for (int i = 0; i < count; i++) connect().send("GET / HTTP/1.1\r\nHost: local");

        // when it writes, then it is answered, and its watcher told
        for (int i = 0; i < 100; i++) {
            assertThat(set(client, "/a", "" + i).error()).isNull();
            assertThat(watcher.receive(5).value()).asString().isEqualTo("" + i);
        }
        assertThat(connect().get("/livez")).endsWith("ok\n");
    }

    @Test
    void whoTakesNothingIsNotWaitedFor() throws Exception {
        // given a page that never reads, and asks for much
        start(Map.of(), "-outbuffer", "64k", "-halfframe", "1s");
        LoopPeer client = client();
        set(client, "/a", "x".repeat(60_000));
        WebPeer greedy = new WebPeer(webPort(), 4 << 10);
        open.add(greedy);
        String request = "GET /file.json?path=/a HTTP/1.1\r\nHost: localhost\r\n\r\n";
        int count = 1_000;
        greedy.send(request.repeat(count));

        // when time passes, then others are served, and it is closed
        for (int i = 0; i < 20; i++) assertThat(set(client, "/b", "" + i).error()).isNull();
        for (int i = 0; i < 3; i++) {
            WebPeer other = connect();
            assertThat(other.get("/livez")).endsWith("ok\n");
            assertThat(other.rest()).isEmpty();
        }
        String got = greedy.rest();
        assertThat(got.startsWith("HTTP/1.1 200 OK")).isTrue();
        assertThat(got.length()).isGreaterThan(60_000).isLessThan(count * 60_000);
    }

    @Test
    void manyAnswersOfManyKindsAreAllWhole() throws Exception {
        // given a value that does not fit into a socket's buffers at once
        start(Map.of());
        set(client(), "/a", "<".repeat(64 << 10));
        WebPeer peer = connect();

        // when it is asked for many times, and small things between
        for (int i = 0; i < 40; i++) {
            peer.send("GET /file.json?path=/a HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    + "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }

        // then each is answered, in order
        for (int i = 0; i < 40; i++) {
            assertThat(peer.answer()).hasSizeGreaterThan(6 * (64 << 10)).endsWith("}");
            assertThat(peer.answer()).endsWith("ok\n");
        }
    }

    @Test
    void pageGoesOnWithTheNextIncarnation() throws Exception {
        // given a page that is told of events, and one that has only asked
        start(Map.of());
        String before = server.id();
        int port = webPort();
        WebPeer stream = connect();
        stream.send("GET /events?glob=/** HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(stream.upTo("event: state")).contains("\"node\":\"" + before);
        WebPeer idle = connect();
        assertThat(idle.get("/livez")).endsWith("ok\n");

        // when the node starts again in the same process
        server.shell().loop().execute(() -> server.shell().restart(List.of(), null, "a test"));

        // then both are closed, and the page is there as before, with the new node
        assertThat(stream.rest()).isNotNull();
        assertThat(idle.rest()).isNotNull();
        WebPeer again = new WebPeer(port);
        open.add(again);
        again.send("GET /events?glob=/**&from=7 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        String hello = again.upTo("event: state");
        assertThat(hello).contains("event: hello");
        assertThat(hello.contains(before)).isFalse();
        set(client(), "/new", "value");
        assertThat(again.upTo("/new\"")).contains("event: change");
    }

    @Test
    void pageThatFailsEndsAloneAndTheNodeGoesOn() throws Exception {
        // given a page that cannot do what it is asked for, as it has nobody to ask for that
        start(Map.of());
        Shell shell = server.shell();
        FutureTask<Void> begun = new FutureTask<>(() -> shell.web().begin(shell.node(), null),
                null);
        shell.loop().execute(begun);
        begun.get();
        WebPeer idle = connect();
        assertThat(idle.get("/livez")).endsWith("ok\n");

        // when it is asked, then all its connections and ports are closed
        WebPeer asking = connect();
        asking.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(asking.rest()).isIn("", " reset");
        assertThat(idle.rest()).isIn("", " reset");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (isListening()) assertThat(System.nanoTime() - deadline).isNegative();

        // and the log says why, and clients are served as before
        assertThat(log()).containsOnlyOnce(" ERROR web-failed cause=\"java.lang.NullPointer");
        for (int i = 0; i < 3; i++) assertThat(set(client(), "/a", "" + i).error()).isNull();
    }

    /** As it is told to browsers that come to the port of clients. */
    private static int pagePort(int clientPort) throws IOException {
        try (WebPeer lost = new WebPeer(clientPort)) {
            lost.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            String told = lost.answer();
            String rest = told.substring(told.indexOf("at port ") + "at port ".length());
            return Integer.parseInt(rest.substring(0, rest.indexOf(' ')));
        }
    }

    @Test
    void pagesTakeNoDescriptorsFromClients() throws Exception {
        // given a server with few descriptors, and pages that take all of them
        try (ServerProcess process = ServerProcess.withDescriptors(150)) {
            int clientPort = Address.parse(process.address()).port();
            int port = pagePort(clientPort);
            for (int i = 0; i < 300; i++) open.add(new WebPeer(port));

            // when clients connect, then they are answered, and the oldest pages are closed
            for (int i = 0; i < 30; i++) {
                LoopPeer client = LoopPeer.connect(clientPort);
                open.add(client);
                assertThat(set(client, "/a", "" + i).error()).isNull();
            }
            assertThat(process.awaitLogLine("web-closed")).contains("no descriptor left");
        }
    }

    @Test
    void secretsAreAskedForAlsoHere() throws Exception {
        start(Map.of("DOOZER_RWSECRET", "sesame"));
        assertThat(connect().get("/")).startsWith("HTTP/1.1 200 ");
        assertThat(connect().get("/tree.json?path=/")).startsWith("HTTP/1.1 401 ");
        WebPeer peer = connect();
        peer.send("GET /tree.json?path=/ HTTP/1.1\r\nHost: localhost\r\n"
                + "Authorization: Bearer sesame\r\n\r\n");
        assertThat(peer.answer()).startsWith("HTTP/1.1 200 ");
        peer.send("POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\nsesame");
        assertThat(peer.answer()).startsWith("HTTP/1.1 204 ");
    }

    @Test
    void noiseOnThePortOfThePageHurtsNobody() throws Exception {
        start(Map.of());
        Random random = new Random(7);
        for (int i = 0; i < Counts.of(200, 5_000); i++) {
            try (WebPeer peer = new WebPeer(webPort())) {
                StringBuilder noise = new StringBuilder(i % 2 == 0 ? "" : "GET / HTTP/1.1\r\n");
                for (int n = random.nextInt(300); n > 0; n--) {
                    noise.append((char) random.nextInt(256));
                }
                peer.send(noise.toString());
            }
        }
        assertThat(set(client(), "/a", "1").error()).isNull();
        assertThat(connect().get("/livez")).endsWith("ok\n");
        assertThat(log()).doesNotContain(" ERROR ");
    }

    @Test
    void pageThatStopsReadingIsLetGo() throws Exception {
        // given two pages that are told of everything, one of which reads nothing
        start(Map.of(), "-halfframe", "500ms");
        WebPeer asleep = new WebPeer(webPort(), 4 << 10);
        open.add(asleep);
        asleep.send("GET /events?glob=/** HTTP/1.1\r\nHost: localhost\r\n\r\n");
        WebPeer awake = connect();
        awake.send("GET /events?glob=/none HTTP/1.1\r\nHost: localhost\r\n\r\n");
        String state = awake.upTo("\n\n");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);

        // when more happens than fits into its socket, then it is closed in the end
        LoopPeer client = client();
        String value = "<".repeat(256);
        while (!state.contains("\"pages\":2,")) state = awake.upTo("\n\n");
        while (!state.contains("\"pages\":1,")) {
            for (int i = 0; i < 400; i++) set(client, "/a/" + i, value);
            if (awake.hasMore()) state = awake.upTo("\n\n");
            assertThat(System.nanoTime() - deadline).isNegative();
        }
    }
}
