package doozer.server;

import doozer.backup.Restore;
import doozer.backup.Restored;
import doozer.node.InitialState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Reads what {@code -restore} names, before a server answers. Stateless. */
final class Restoring {
    private Restoring() {
    }

    /**
     * What the cluster begins with that this process may found, or null.
     *
     * @throws OptionException when it cannot be read as it was asked for: nobody is to find an
     *     empty cluster where there should be one with everything
     */
    static InitialState read(Options options, Log log) throws OptionException {
        boolean hasBoth = options.restoreRevision().isPresent()
                && options.restoreTime().isPresent();
        if (hasBoth) throw OptionException.badOption("give -restore-rev or -restore-at, not both");
        if (options.restore().isEmpty()) {
            boolean isOfNothing = options.restoreRevision().isPresent()
                    || options.restoreTime().isPresent();
            if (!isOfNothing) return null;
            throw OptionException.badOption("-restore-rev and -restore-at are of -restore, which"
                    + " is not set");
        }
        String path = options.restore().get();
        try {
            Restore restore = Restore.from(Path.of(path));
            options.restoreRevision().ifPresent(restore::atRevision);
            options.restoreTime().ifPresent(restore::atTime);
            Restored restored = restore.read();
            tell(path, restored, options, log);
            long age = Duration.between(restored.madeAt(), Instant.now()).toSeconds();
            return InitialState.restored(restored.identity(), age, restored.store(),
                    restored::ttlMillis);
        } catch (IOException | IllegalArgumentException e) {
            throw OptionException.badOption("-restore " + path + ": " + e.getMessage());
        }
    }

    private static void tell(String path, Restored restored, Options options, Log log) {
        log.info("restored", "from", path, "cluster", restored.clusterName(), "identity",
                restored.identity(), "revision", restored.revision(), "files",
                restored.fileCount(), "changes", restored.changeCount(), "made",
                restored.madeAt());
        for (String lost : restored.lost()) log.warn("restored-less", "detail", lost);
        if (restored.isLocal()) {
            log.warn("restored-less", "detail", "the backup is of one node, without a quorum: it"
                    + " may have been behind");
        }
        if (restored.clusterName().equals(options.cluster())) return;
        log.warn("restored-name", "was", restored.clusterName(), "is", options.cluster());
    }
}
