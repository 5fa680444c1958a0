package doozer.sim;

import doozer.history.Answer;
import doozer.history.Operation;
import doozer.wire.ErrorCode;
import doozer.wire.Flags;
import doozer.wire.Request;
import doozer.wire.Response;
import java.util.ArrayList;
import java.util.List;

/** A request that waits for its answer, which may come in many parts. */
final class Call {
    final Request request;
    private final Operation operation;
    private final List<String> names = new ArrayList<>();
    private final List<Answer.Found> files = new ArrayList<>();

    Call(Request request, Operation operation) {
        this.request = request;
        this.operation = operation;
    }

    boolean isWrite() {
        return switch (request.verb()) {
            case SET, DEL, NOP -> true;
            default -> false;
        };
    }

    /** Takes a response; true when it was the last one. */
    boolean take(Response response, long nanos) {
        ErrorCode error = response.error();
        if (error != null) {
            // Who says no more than that does not know what became of it.
            boolean isUnknown = error == ErrorCode.OTHER && isWrite();
            finish(isUnknown ? Answer.UNKNOWN : new Answer.Failed(error), nanos);
            return true;
        }
        switch (request.verb()) {
            case SET, DEL, NOP -> finish(response.hasRev()
                    ? new Answer.Done(response.rev()) : Answer.DONE, nanos);
            case GET -> finish(new Answer.File(response.rev(), response.value()), nanos);
            case STAT -> finish(new Answer.Stat(response.rev(), response.len()), nanos);
            case REV -> finish(new Answer.Revision(response.rev()), nanos);
            case GETDIR -> {
                return takeName(response, nanos);
            }
            case WALK -> {
                return takeFile(response, nanos);
            }
            default -> { }
        }
        return true;
    }

    private boolean takeName(Response response, long nanos) {
        if ((response.flags() & Flags.DONE) == 0) {
            names.add(response.path());
            return false;
        }
        finish(new Answer.Names(names), nanos);
        return true;
    }

    private boolean takeFile(Response response, long nanos) {
        if ((response.flags() & Flags.DONE) == 0) {
            files.add(new Answer.Found(response.path(), response.rev(), response.value()));
            return false;
        }
        finish(new Answer.Files(files), nanos);
        return true;
    }

    private void finish(Answer answer, long nanos) {
        if (operation != null) operation.answered(answer, nanos);
    }
}
