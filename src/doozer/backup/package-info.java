/**
 * What keeps a cluster's files on a disk, which the server never does: backup files, the journal
 * that follows a cluster, and reading both back. doc/backup-format.md has the bytes.
 *
 * <pre>
 *   cluster --dump--> BackupWriter --> FILE                  one state
 *      |                                 \
 *      +-----watch--> Journal --> DIR: segments, snapshots --> Restore --> Store
 * </pre>
 *
 * Everything that changes a disk goes through {@link doozer.backup.Disk}, so that tests can stop it
 * between any two operations. What follows a cluster goes through {@link doozer.backup.Source}.
 */
package doozer.backup;
