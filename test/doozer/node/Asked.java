package doozer.node;

import doozer.wire.Request;
import java.util.List;
import java.util.regex.Pattern;

/** A request that is not answered for good, and what is known of its answers. */
final class Asked {
    enum Kind { WRITE, READ, STREAM, CANCEL, OTHER }

    final Request request;
    final Kind kind;
    /** When it was delivered, among all that the connection sent; 0 when it was not. */
    int delivered;
    /** Its answers, as soon as they are known, and how many of them have come. */
    List<String> expected;
    int answers;

    // A watch or a wait.

    /** Null for a glob that is none. */
    final Pattern pattern;
    /** The first revision that counts lies between these; 0 while it is not known. */
    long startFrom;
    long startTo;
    /** The revision of the last event that was told, or 0. */
    long last;
    /** Whether it has been told from where on it hears everything. */
    boolean isMarked;
    boolean wasCongested;
    boolean isNew = true;

    Asked(Request request) {
        this.request = request;
        kind = switch (request.verb()) {
            case SET, DEL, NOP -> Kind.WRITE;
            case GET, STAT, REV, WALK, GETDIR -> Kind.READ;
            case WATCH, WAIT -> Kind.STREAM;
            case CANCEL -> Kind.CANCEL;
            default -> Kind.OTHER;
        };
        pattern = kind == Kind.STREAM ? Oracle.pattern(request.path()) : null;
    }

    /** Whether a revision is asked for that does not exist yet. */
    boolean isFuture(long revision) {
        return kind == Kind.READ && request.hasRev() && request.rev() > revision;
    }

    /** Whether some of its answers have come, and others have not. */
    boolean isUnderWay() {
        return answers > 0;
    }

    @Override
    public String toString() {
        return request.verb() + " " + request.path() + " tag " + request.tag() + " rev "
                + request.rev() + " offset " + request.offset() + " limit " + request.limit();
    }
}
