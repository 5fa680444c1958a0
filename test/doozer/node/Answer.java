package doozer.node;

import doozer.wire.Request;
import doozer.wire.Response;
import java.nio.charset.StandardCharsets;

/**
 * What a node has sent to a connection.
 *
 * @param tag the tag echoed, or {@link Request#NO_TAG}
 */
record Answer(long tag, Response response) {

    /** The tag, then {@link #text}. */
    String line() {
        return (tag == Request.NO_TAG ? "-" : String.valueOf(tag)) + ": " + text();
    }

    /**
     * The fields that are present. Revisions count from the one that a fresh node is at:
     * {@code flags=5 rev=+1 path=/a value=x}.
     */
    String text() {
        StringBuilder text = new StringBuilder();
        if (response.hasFlags()) text.append(" flags=").append(response.flags());
        if (response.hasRev()) text.append(" rev=").append(revision(response.rev()));
        if (response.path() != null) text.append(" path=").append(response.path());
        if (response.value() != null) {
            text.append(" value=").append(new String(response.value(), StandardCharsets.UTF_8));
        }
        if (response.owner() != 0) {
            text.append(" owner=").append(revision(response.owner()));
        }
        if (response.hasLen()) text.append(" len=").append(response.len());
        if (response.hasPrevious()) text.append(" prev=").append(revision(response.previousRev()));
        if (response.previousValue() != null) {
            text.append(" was=").append(new String(response.previousValue(),
                    StandardCharsets.UTF_8));
        }
        if (response.errCode() != 0) text.append(" error=").append(response.error());
        String detail = response.errDetail();
        if (detail != null) text.append(" (").append(detail).append(')');
        return text.length() == 0 ? "" : text.substring(1);
    }

    static String revision(long revision) {
        return revision < TestNode.BORN ? String.valueOf(revision)
                : "+" + (revision - TestNode.BORN);
    }
}
