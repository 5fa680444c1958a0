package doozer.browser;

import doozer.golden.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Chromium of its own, without a window, told what to do as W3C WebDriver says it, and what only
 * Chromium can as its DevTools do. Owned by one thread.
 */
final class Browser implements AutoCloseable {
    /** For what takes milliseconds on a machine that has nothing else to do. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final long PAUSE_NANOS = 5_000_000;
    private static final int END_SECONDS = 10;
    private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");
    private static final List<String> ARGUMENTS = List.of("--headless=new", "--no-sandbox",
        "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-default-apps", "--disable-extensions", "--disable-breakpad",
        "--disable-crash-reporter", "--lang=en");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path profile;
    private final Process driver;
    private final URI session;

    Browser() throws IOException {
        profile = Files.createTempDirectory("doozer-browser");
        ProcessBuilder builder = new ProcessBuilder(
            command("chromedriver").orElseThrow().toString(), "--port=0");
        // What it keeps beside its profile is to be gone with it as well.
        builder.environment().put("HOME", profile.toString());
        driver = builder.redirectErrorStream(true).start();
        try {
            URI sessions = URI.create("http://127.0.0.1:" + port(driver) + "/session");
            session = URI.create(sessions + "/" + ((Map<?, ?>) ask(sessions, Map.of(
                "capabilities", Map.of("alwaysMatch", capabilities())))).get("sessionId"));
        } catch (RuntimeException | IOException e) {
            end();
            throw e;
        }
    }

    /** Whether both programs are on the PATH, under the names that Debian gives them. */
    static boolean isInstalled() {
        return command("chromedriver").isPresent() && command("chromium").isPresent();
    }

    private static Optional<Path> command(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(":")).map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable).findFirst();
    }

    private static String port(Process driver) throws IOException {
        BufferedReader output = new BufferedReader(
            new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher matcher = PORT.matcher(line);
            if (matcher.find()) {
                drain(output);
                return matcher.group(1);
            }
            said.append(line).append('\n');
        }
        throw new IOException("chromedriver ended: " + said);
    }

    /** Reads what else it says, so that it never has to wait for a reader. */
    private static void drain(BufferedReader output) {
        Thread reader = new Thread(() -> {
            try (output) {
                while (output.readLine() != null) continue;
            } catch (IOException e) {
                // It has ended.
            }
        }, "chromedriver");
        reader.setDaemon(true);
        reader.start();
    }

    private Map<String, Object> capabilities() {
        List<String> arguments = new ArrayList<>(ARGUMENTS);
        arguments.add("--user-data-dir=" + profile);
        return Map.of("browserName", "chrome",
            "goog:chromeOptions", Map.of("args", arguments,
                "binary", command("chromium").orElseThrow().toString()),
            "goog:loggingPrefs", Map.of("browser", "ALL"));
    }

    // Where it is, and what it looks like.

    void open(String url) {
        post("/url", Map.of("url", url));
    }

    String url() {
        return (String) get("/url");
    }

    void back() {
        post("/back", Map.of());
    }

    void reload() {
        post("/refresh", Map.of());
    }

    /** The size of what a page can use; a phone also has no mouse and another idea of scrolling. */
    void size(int width, int height, boolean isPhone) {
        devTools("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height", height,
            "deviceScaleFactor", 1, "mobile", isPhone));
    }

    /** What the user likes, in pairs such as {@code prefers-color-scheme}, {@code dark}. */
    void media(String... features) {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < features.length; i += 2) {
            list.add(Map.of("name", features[i], "value", features[i + 1]));
        }
        devTools("Emulation.setEmulatedMedia", Map.of("features", list));
    }

    byte[] screenshot() {
        return Base64.getDecoder().decode((String) get("/screenshot"));
    }

    List<?> cookies() {
        return (List<?>) get("/cookie");
    }

    /** Whether a dialog is open, such as that of {@code alert}. */
    boolean hasDialog() {
        try {
            get("/alert/text");
            return true;
        } catch (BrowserException e) {
            if (e.is("no such alert")) return false;
            throw e;
        }
    }

    /** What the browser itself has complained of since it was asked last, as lines. */
    List<String> complaints() {
        List<String> lines = new ArrayList<>();
        for (Object entry : (List<?>) post("/se/log", Map.of("type", "browser"))) {
            Map<?, ?> fields = (Map<?, ?>) entry;
            lines.add(fields.get("level") + " " + fields.get("message"));
        }
        return lines;
    }

    // What a user does.

    /** Clicks on an element, which has to be where a mouse reaches it. */
    void click(String selector) {
        post("/element/" + element(selector) + "/click", Map.of());
    }

    /** Presses keys, one after the other, wherever the focus is. */
    void type(String keys) {
        List<Object> actions = new ArrayList<>();
        keys.codePoints().mapToObj(Character::toString).forEach(key -> {
            actions.add(Map.of("type", "keyDown", "value", key));
            actions.add(Map.of("type", "keyUp", "value", key));
        });
        press(actions);
    }

    /** Presses a key while Shift is held. */
    void typeShifted(String key) {
        press(List.of(Map.of("type", "keyDown", "value", Key.SHIFT),
            Map.of("type", "keyDown", "value", key), Map.of("type", "keyUp", "value", key),
            Map.of("type", "keyUp", "value", Key.SHIFT)));
    }

    private void press(List<Object> actions) {
        post("/actions", Map.of("actions",
            List.of(Map.of("type", "key", "id", "keyboard", "actions", actions))));
    }

    private String element(String selector) {
        Object found = post("/element", Map.of("using", "css selector", "value", selector));
        return (String) ((Map<?, ?>) found).values().iterator().next();
    }

    // What a page says.

    /** What a script returns that finds its arguments in {@code arguments}. */
    Object run(String script, Object... arguments) {
        return post("/execute/sync", Map.of("script", script, "args", List.of(arguments)));
    }

    /** Waits until an expression of a page is true. */
    void await(String expression, Object... arguments) {
        await(PATIENCE, expression, arguments);
    }

    void await(Duration most, String expression, Object... arguments) {
        long end = System.nanoTime() + most.toNanos();
        while (!Boolean.TRUE.equals(run("return Boolean(" + expression + ")", arguments))) {
            if (System.nanoTime() - end >= 0) {
                throw new AssertionError("not within " + most.toSeconds() + " s: " + expression
                    + " of " + List.of(arguments) + "; the page says:\n"
                    + run("return document.body.innerText.slice(0, 3000)"));
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    Object devTools(String command, Map<String, ?> parameters) {
        return post("/goog/cdp/execute", Map.of("cmd", command, "params", parameters));
    }

    private Object get(String path) {
        return ask(URI.create(session + path), null);
    }

    private Object post(String path, Map<String, ?> body) {
        return ask(URI.create(session + path), body);
    }

    private Object ask(URI uri, Map<String, ?> body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(ANSWER);
        if (body != null) request.POST(BodyPublishers.ofString(JsonText.of(body)));
        try {
            String answer = http.send(request.build(), BodyHandlers.ofString()).body();
            Object value = JsonObject.parse(answer).get("value");
            if (value instanceof Map<?, ?> fields && fields.containsKey("error")) {
                throw new BrowserException((String) fields.get("error"), fields.get("message"));
            }
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the browser was asked", e);
        }
    }

    /** What WebDriver calls an error. */
    static final class BrowserException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final String error;

        BrowserException(String error, Object message) {
            super(error + ": " + message);
            this.error = error;
        }

        boolean is(String what) {
            return error.equals(what);
        }
    }

    @Override
    public void close() {
        // The driver ends its browser before it answers this.
        try {
            HttpRequest quit = HttpRequest.newBuilder(session).DELETE().timeout(ANSWER).build();
            http.send(quit, BodyHandlers.discarding());
        } catch (IOException e) {
            // What is left of it ends below.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end();
    }

    private void end() {
        List<ProcessHandle> all = new ArrayList<>(driver.descendants().toList());
        all.add(driver.toHandle());
        for (ProcessHandle process : all) process.destroyForcibly();
        for (ProcessHandle process : all) {
            process.onExit().completeOnTimeout(process, END_SECONDS, TimeUnit.SECONDS).join();
        }
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("browser: " + profile + " is left behind: " + e);
        }
    }
}
