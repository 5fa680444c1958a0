package doozer.web;

import doozer.node.Health;
import doozer.node.View;
import java.util.List;

/** Which path leads to what. Stateless but for what it was given. */
final class Router {
    private static final List<String> SECRET = List.of("/tree.json", "/file.json", "/info.json",
            "/members.json", "/watches.json", "/conns.json", "/events");
    /** What it costs to ask all of a node how it is. */
    private static final int GATHERING_COST = 8;
    private static final String READ_METHODS = "GET, HEAD";

    private final View view;
    private final Assets assets;
    private final Site.Effects effects;

    Router(View view, Assets assets, Site.Effects effects) {
        this.view = view;
        this.assets = assets;
        this.effects = effects;
    }

    private static String methods(HttpRequest request) {
        return request.path().equals("/login") ? "POST" : READ_METHODS;
    }

    void checkMethod(HttpRequest request) throws HttpException {
        String method = request.method();
        boolean isRead = method.equals("GET") || method.equals("HEAD");
        boolean isLogin = request.path().equals("/login");
        if (isLogin ? method.equals("POST") : isRead) return;
        throw new HttpException(405, "this page is only read: " + methods(request));
    }

    void checkPath(HttpRequest request) throws HttpException {
        if (!SECRET.contains(request.path())) {
            throw new HttpException(404, "nothing is here; the page is at /");
        }
    }

    /** The answer to what everybody may ask; null if it is no such thing. */
    Reply openToAll(HttpRequest request) {
        return switch (request.path()) {
            case "/livez" -> Reply.text(200, "ok");
            case "/readyz" -> ready(request.query().equals("verbose"));
            case "/metrics" -> Reply.of(200, MetricsText.CONTENT_TYPE, effects.metrics());
            default -> assets.at(request);
        };
    }

    private Reply ready(boolean isVerbose) {
        List<Health.Check> checks = view.checks();
        boolean isReady = Health.isReady(checks);
        int status = isReady ? 200 : 503;
        if (!isVerbose) return Reply.text(status, isReady ? "ok" : "not ready");
        StringBuilder lines = new StringBuilder();
        for (Health.Check check : checks) {
            lines.append(check.isOk() ? "[+]" : "[-]").append(check.name()).append(' ')
                    .append(check.text()).append('\n');
        }
        return Reply.text(status, lines.append(isReady ? "ready" : "not ready").toString());
    }

    /** The answer to what only those may ask who know a secret, where there is one. */
    Reply json(HttpRequest request, Query query) throws HttpException {
        return Reply.json(switch (request.path()) {
            case "/tree.json" -> TreeJson.of(query, view);
            case "/info.json" -> NodeJson.info(view);
            case "/members.json" -> NodeJson.members(view);
            case "/watches.json" -> NodeJson.watches(view);
            case "/conns.json" -> NodeJson.connections(view, effects);
            default -> throw new IllegalStateException("a path is checked first");
        });
    }

    /** The answer that is made in pieces; null if it is no such thing. */
    LongAnswer longAnswer(HttpRequest request, Query query) throws HttpException {
        if (request.path().equals("/file.json")) return new FileJson(query, view);
        boolean isGlob = request.path().equals("/tree.json") && query.has("glob");
        return isGlob ? new GlobWalk(query, view) : null;
    }

    /** What it takes to put an answer together, besides its bytes. */
    static int cost(HttpRequest request) {
        return switch (request.path()) {
            case "/metrics", "/info.json" -> GATHERING_COST;
            default -> 1;
        };
    }

    /** The answer to a request that fails. */
    Reply error(HttpRequest request, HttpException why) {
        boolean isText = !SECRET.contains(request.path()) && !request.path().equals("/login");
        Reply reply = isText ? Reply.text(why.status(), why.getMessage())
                : Reply.of(why.status(), Reply.JSON, Json.error(why.getMessage()));
        // Never Basic, for which a browser would ask, and remember it.
        if (why.status() == 401) reply.header("WWW-Authenticate", "Bearer realm=\"doozer\"");
        if (why.status() == 405) reply.header("Allow", methods(request));
        if (why.status() == 429) reply.header("Retry-After", "1");
        return reply;
    }
}
