package doozer.web;

import doozer.node.MemberState;
import doozer.node.View;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What there is to know of a node, its cluster and its clients. Stateless. */
final class NodeJson {
    static final int MOST = 1000;
    private static final long MILLI_NANOS = 1_000_000;
    /** What was heard longer ago is no news: the leader hears all several times a second. */
    private static final long NEWS_NANOS = 3_000_000_000L;

    private NodeJson() {
    }

    /** The sections of INFO, each an object of texts. */
    static Json info(View view) {
        Json json = new Json().object();
        boolean isIn = false;
        for (String line : new String(view.info(), StandardCharsets.UTF_8).split("\n")) {
            int colon = line.indexOf(':');
            if (line.startsWith("# ")) {
                if (isIn) json.endObject();
                json.object(line.substring(2));
                isIn = true;
            } else if (colon > 0) {
                json.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        if (isIn) json.endObject();
        return json.endObject();
    }

    /** What pages are told once a second. */
    static Json state(View view, int pages) {
        Json json = new Json().object().put("rev", view.current().revision())
                .put("oldest", view.oldest()).put("files", view.current().root().files())
                .put("role", view.role()).put("leader", view.leader())
                .put("writable", view.isWritable())
                .putThousandths("uptime", view.uptimeNanos() / MILLI_NANOS)
                .put("writes", view.writes()).put("notifications", view.notifications())
                .put("watches", view.watching()).put("connections", view.connections())
                .put("pages", pages);
        putMembers(json, view);
        return json.endObject();
    }

    static Json members(View view) {
        Json json = new Json().object().put("rev", view.current().revision());
        putMembers(json, view);
        return json.endObject();
    }

    private static void putMembers(Json json, View view) {
        List<MemberState> members = view.members();
        long furthest = 0;
        boolean leads = false;
        for (MemberState member : members) {
            furthest = Math.max(furthest, member.slot());
            leads |= member.isSelf() && isLeader(member);
        }
        json.array("members");
        for (MemberState member : members) {
            put(json, member, furthest);
            // Only with a leader others have to speak all the time.
            boolean isSilent = !isNews(member) && (leads || isLeader(member));
            json.put("away", isSilent || !member.isLinked()).endObject();
        }
        json.endArray();
    }

    private static boolean isLeader(MemberState member) {
        return member.role().equals("leader");
    }

    private static boolean isNews(MemberState member) {
        return member.heardNanos() >= 0 && member.heardNanos() < NEWS_NANOS;
    }

    private static void put(Json json, MemberState member, long furthest) {
        json.object().put("id", member.id()).put("address", member.address())
                .put("role", member.role()).put("self", member.isSelf());
        if (member.slot() == 0 || !isNews(member)) json.putNull("slot").putNull("lag");
        else json.put("slot", member.slot()).put("lag", furthest - member.slot());
        long heardNanos = member.heardNanos();
        if (heardNanos < 0) json.putNull("heard_ms");
        else json.put("heard_ms", heardNanos / MILLI_NANOS);
    }

    static Json watches(View view) {
        Json json = new Json().object().put("total", view.watching()).array("watches");
        for (View.Watch watch : view.watches(MOST)) {
            json.object().put("connection", watch.connection()).array("globs");
            for (String glob : watch.globs()) json.add(glob);
            json.endArray().put("wait", watch.isWait()).put("since", watch.since()).endObject();
        }
        return json.endArray().endObject();
    }

    static Json connections(View view, Site.Effects effects) {
        Json json = new Json().object().put("total", view.connections()).array("connections");
        for (View.Connection connection : view.connections(MOST)) {
            json.object().put("number", connection.number())
                    .put("peer", effects.clientPeer(connection.number()))
                    .put("dialect", connection.dialect())
                    .put("requests", connection.requests())
                    .put("watches", connection.watches())
                    .put("queued", effects.clientQueued(connection.number())).endObject();
        }
        return json.endArray().endObject();
    }
}
