package doozer.sim;

import doozer.wire.Request;
import doozer.wire.Response;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** Looks for half a transaction in what a walk has found. Stateless. */
final class WalkJudge {
    private WalkJudge() {
    }

    static void judge(World world, Request walk, List<Response> found) {
        TreeMap<String, Response> files = new TreeMap<>();
        for (Response file : found) files.put(file.path(), file);
        for (int i = 0; i < 2; i++) {
            Response one = files.get("/s/p/" + i + "/x");
            Response other = files.get("/s/p/" + i + "/y");
            boolean isEqual = one == null ? other == null
                    : other != null && Arrays.equals(one.value(), other.value());
            if (!isEqual) {
                throw new Violation("a walk finds half a transaction: " + one + " and " + other);
            }
        }
        if (!walk.path().equals("/**")) return;
        for (Response file : found) {
            if (!file.path().startsWith(SessionLog.ROOT)) continue;
            long owner = world.sessions().ownerAt(file.path(), file.rev() + 1);
            if (owner == 0 || files.containsKey(SessionLog.SESSIONS + owner)) continue;
            throw new Violation("a walk finds " + file.path() + " at " + file.rev()
                    + ", and not its session " + owner);
        }
    }
}
