package doozer.web;

import doozer.node.View;
import java.util.List;

/** Which path leads to what. Stateless but for what it was given. */
final class Router {
    private static final List<String> SECRET = List.of("/tree.json", "/file.json", "/info.json",
            "/members.json", "/watches.json", "/conns.json", "/events");
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
            default -> assets.at(request);
        };
    }

    private Reply ready(boolean isVerbose) {
        boolean hasData = !view.epoch().isEmpty() && !view.role().equals("stopped");
        boolean isLed = !view.leader().isEmpty();
        int status = hasData && isLed ? 200 : 503;
        if (!isVerbose) return Reply.text(status, status == 200 ? "ok" : "not ready");
        return Reply.text(status, (hasData ? "[+]data ok" : "[-]data not there")
                + (isLed ? "\n[+]leader ok" : "\n[-]leader not known"));
    }

    /** The answer to what only those may ask who know a secret, where there is one. */
    Reply json(HttpRequest request, Query query) throws HttpException {
        return Reply.json(switch (request.path()) {
            case "/tree.json" -> TreeJson.of(query, view);
            case "/file.json" -> FileJson.of(query, view);
            case "/info.json" -> NodeJson.info(view);
            case "/members.json" -> NodeJson.members(view);
            case "/watches.json" -> NodeJson.watches(view);
            case "/conns.json" -> NodeJson.connections(view, effects);
            default -> throw new IllegalStateException("a path is checked first");
        });
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
