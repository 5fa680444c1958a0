package doozer.wire;

import java.nio.charset.StandardCharsets;

/**
 * Puts what comes for one command into words. Owned by the codec that has begun the command.
 */
final class TextAnswer {
    private static final int DIRECTORY = -2;

    private final TextCommand command;
    private Request followUp;
    /** FIND: the last path that was shown, to see which directories are new. */
    private String shown;
    /** FIND: true once it asks what a path is below which there is nothing. */
    private boolean isLookingUp;

    TextAnswer(TextCommand command) {
        this.command = command;
    }

    /** What has to be asked next before the command is done, or null. */
    Request followUp() {
        Request next = followUp;
        followUp = null;
        return next;
    }

    /** Takes one response; true when it was the last to its request. */
    boolean take(Response response, Output out) {
        // What is to be stopped may have ended by itself: that is no failure.
        if (response.errCode() != 0 && command.verb() != TextVerb.STOP) {
            error(response, out);
            return true;
        }
        switch (command.verb()) {
            case GET -> file(response, out);
            case STAT -> stat(response, out);
            case SET, ADD, DEL, NOP, REV, EPH, TXN, SESSION, CLOSE ->
                    out.putText(response.rev() + "\n");
            case SELF, NEXT -> line(response.value(), out);
            case ACCESS, STOP, LEAVE, KEEP, RECOVER -> out.putText("+OK\n");
            case WAIT -> event(response, out);
            case INFO -> out.putBytes(response.value());
            case MNTR, ISRO, SRVR -> out.putText(TextZooKeeper.of(command.verb(),
                    new String(response.value(), StandardCharsets.UTF_8)));
            case LS, WALK, FIND -> {
                return item(response, out);
            }
            // WATCH and MONITOR: the mark that says "from now on" is not for people.
            default -> { }
        }
        return true;
    }

    private void file(Response response, Output out) {
        if (response.rev() == 0) {
            missing(command.request().path(), out);
            return;
        }
        out.putText(response.rev() + " " + response.value().length + "\n");
        line(response.value(), out);
    }

    private void stat(Response response, Output out) {
        if (response.rev() == 0) missing(command.request().path(), out);
        else if (response.rev() == DIRECTORY) out.putText("d " + response.len() + "\n");
        else out.putText(response.rev() + " " + response.len() + "\n");
    }

    private static void missing(String path, Output out) {
        out.putText("-NOENT there is nothing at " + path + "\n");
    }

    private boolean item(Response response, Output out) {
        boolean isFind = command.verb() == TextVerb.FIND;
        if (isFind && (isLookingUp || shown == null && response.flags() == Flags.DONE)) {
            return findEmpty(response, out);
        }
        if (response.flags() == Flags.DONE) {
            out.putText(".\n");
            return true;
        }
        switch (command.verb()) {
            case LS -> entry(response, out);
            case WALK -> {
                out.putText(response.path() + " " + response.rev() + " "
                        + response.value().length + "\n");
                line(response.value(), out);
            }
            default -> found(response.path(), out);
        }
        return false;
    }

    private static void entry(Response response, Output out) {
        if (response.rev() == DIRECTORY) {
            out.putText(response.path() + "/ " + response.len() + "\n");
        } else {
            out.putText(response.path() + " " + response.rev() + " " + response.len() + "\n");
        }
    }

    /** Nothing is below it: it may be a file, or nothing, or have been emptied just now. */
    private boolean findEmpty(Response response, Output out) {
        if (isLookingUp) {
            if (response.rev() == 0) missing(command.above(), out);
            else out.putText(command.above() + "\n.\n");
            return true;
        }
        isLookingUp = true;
        followUp = new Request(Verb.STAT).path(command.above());
        if (command.request().hasRev()) followUp.rev(command.request().rev());
        return true;
    }

    /** Shows a file, and before it each directory that the last one was not in. */
    private void found(String path, Output out) {
        if (shown == null) {
            shown = command.above();
            out.putText(shown + "\n");
        }
        int common = 0;
        int end = Math.min(path.length(), shown.length());
        while (common < end && path.charAt(common) == shown.charAt(common)) common++;
        // The part that both share may end within a name: what counts is the slash before it.
        boolean isBelow = common == shown.length() && path.charAt(common) == '/';
        int from = isBelow ? common : path.lastIndexOf('/', common - 1);
        for (int slash = path.indexOf('/', from + 1); slash > 0;
                slash = path.indexOf('/', slash + 1)) {
            out.putText(path.substring(0, slash) + "\n");
        }
        out.putText(path + "\n");
        shown = path;
    }

    /** An event of a watch, or a line of a monitor, or the reason why one has ended. */
    static void event(Response response, Output out) {
        if (response.errCode() != 0) {
            error(response, out);
        } else if (response.path() != null) {
            String kind = (response.flags() & Flags.SET) != 0 ? "set"
                    : (response.flags() & Flags.DEL) != 0 ? "del" : "nop";
            out.putText(response.path() + " " + response.rev() + " " + kind + " "
                    + response.value().length + "\n");
            line(response.value(), out);
        } else if (response.value() != null) {
            line(response.value(), out);
        }
    }

    private static void error(Response response, Output out) {
        ErrorCode code = response.error();
        out.putText("-" + (code == null ? ErrorCode.OTHER : code).name());
        if (response.errDetail() != null) out.putText(" " + response.errDetail());
        out.putText("\n");
    }

    private static void line(byte[] text, Output out) {
        out.putBytes(text);
        out.putByte('\n');
    }
}
