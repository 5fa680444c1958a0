package doozer.browser;

import doozer.client.DoozerException;
import doozer.client.Event;
import doozer.client.WatchListener;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/**
 * Takes the pictures of the page that are in doc/, of a cluster of three nodes in this process with
 * something to see in it: {@code Screenshots <folder>}.
 */
public final class Screenshots {
    private static final int NODES = 3;
    /** Enough for the chart to have a shape. */
    private static final int SECONDS = 45;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Path folder;
    private final List<PageServer> nodes = new ArrayList<>();

    private Screenshots(Path folder) {
        this.folder = folder;
    }

    public static void main(String... args) throws Exception {
        if (!Browser.isInstalled()) {
            System.err.println("screenshots: chromium and chromedriver are needed on the PATH");
            System.exit(1);
        }
        Screenshots screenshots = new Screenshots(Path.of(args[0]));
        try (Browser browser = new Browser()) {
            screenshots.take(browser);
        } finally {
            for (PageServer node : screenshots.nodes) node.close();
        }
    }

    private void take(Browser browser) throws Exception {
        nodes.add(PageServer.start("-c", "production"));
        while (nodes.size() < NODES) {
            nodes.add(PageServer.start("-c", "production", "-peer", nodes.get(0).address()));
        }
        fill();
        // Somebody who watches, for the chart to have two lines.
        nodes.get(0).client().watch("/app/queue/*", new Onlooker());
        nodes.get(0).client().watch("/app/**", new Onlooker());
        browser.size(1280, 800, false);
        browser.media("prefers-color-scheme", "light");
        browser.open(nodes.get(0).url("/"));
        awaitRow(browser, "/app");
        browser.await("document.querySelectorAll('#members tbody tr').length === 3");
        browser.await("!document.querySelector('#members').textContent.includes('unknown')");
        for (String path : List.of("/app", "/app/queue", "/db", "/db/replicas")) {
            browser.run("document.querySelector('[data-path=\"' + arguments[0] + '\"] > .row')"
                + ".click()", path);
            browser.await("document.querySelector('[data-path=\"' + arguments[0] + '\"] li')",
                path);
        }
        browser.run("document.querySelector('[data-path=\"/db/master\"] > .row').click()");
        work(browser, SECONDS);
        save(browser, "page-light.png");
        browser.media("prefers-color-scheme", "dark");
        browser.run("document.querySelector('[data-path=\"/db/key\"] > .row').click()");
        work(browser, 2);
        save(browser, "page-dark.png");
        browser.media("prefers-color-scheme", "light");
        browser.size(390, 760, true);
        browser.open("about:blank");
        browser.open(nodes.get(1).url("/app/queue"));
        awaitRow(browser, "/app/queue/worker-01");
        work(browser, 3);
        save(browser, "page-phone.png");
    }

    /** Takes what it is told. */
    private static final class Onlooker implements WatchListener {
        @Override
        public void onEvent(Event event) {
        }

        @Override
        public void onEnd(DoozerException reason) {
        }
    }

    private void fill() {
        set("/app/config/features", "checkout=v2\nsearch=on\nrecommend=off\n");
        set("/app/config/limits", "{\"requests_per_second\": 1200, \"burst\": 60}");
        for (int i = 1; i <= 8; i++) worker(i, "idle");
        set("/app/web/10.0.1.11-8080", "up");
        set("/app/web/10.0.1.12-8080", "up");
        set("/db/master", "10.0.2.15:5432");
        set("/db/master", "10.0.2.16:5432");
        nodes.get(0).delete("/db/master");
        set("/db/master", "10.0.2.17:5432");
        byte[] key = new byte[32];
        random.nextBytes(key);
        nodes.get(0).client().set("/db/key", -1, key);
        set("/db/replicas/10.0.2.18", "lag=0");
        set("/db/replicas/10.0.2.19", "lag=3");
        set("/lock/nightly-report", "worker-07");
        set("/motd", "Maintenance on Sunday, 02:00 to 03:00 UTC.\n");
    }

    /** Changes some files, at a pace that goes up and down. */
    private void work(Browser browser, int seconds) {
        for (int second = 0; second < seconds; second++) {
            browser.run("window.begun = performance.now()");
            int writes = (int) (12 + 9 * Math.sin(second / 5.0) + random.nextInt(6));
            for (int i = 0; i < writes; i++) worker(2 + random.nextInt(6), "busy");
            set("/db/replicas/10.0.2.19", "lag=" + random.nextInt(9));
            browser.await("performance.now() - window.begun > 1000");
        }
        worker(4, "done");
        set("/app/web/10.0.1.1" + random.nextInt(3, 9) + "-8080", "starting");
        browser.await("document.querySelectorAll('[data-lit]').length > 1");
    }

    private void worker(int number, String state) {
        set(String.format(Locale.ROOT, "/app/queue/worker-%02d", number),
            String.format(Locale.ROOT, "{\"state\": \"%s\", \"jobs\": %d}", state,
                random.nextInt(90)));
    }

    private void set(String path, String text) {
        nodes.get(0).set(path, text);
    }

    private static void awaitRow(Browser browser, String path) {
        browser.await("document.querySelector('[data-path=\"' + arguments[0] + '\"]')", path);
    }

    private void save(Browser browser, String name) throws IOException {
        // Written anew, as the browser packs for speed.
        System.setProperty("java.awt.headless", "true");
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(browser.screenshot()));
        Path file = folder.resolve(name);
        ImageIO.write(picture, "png", file.toFile());
        System.out.println(file + ": " + Files.size(file) / 1024 + " KiB");
    }
}
