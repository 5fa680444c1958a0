package doozer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What {@code recover} makes of what the node says meanwhile. */
class RecoveryProgressTest {
    private static final String OLD = "A-0-1";

    private final RecoveryProgress progress =
            new RecoveryProgress(view(OLD, "voter", "").standing());

    private static ClusterView view(String epoch, String role, String recovery) {
        return ClusterView.parse("# Node\naddress:10.0.0.1:8046\n# Cluster\nepoch:" + epoch
                + "\nrole:" + role + "\nrecovery:" + recovery + "\n");
    }

    @Test
    void whoBeginsWhatItHasSaidHasBegun() throws CommandException {
        assertThat(progress.isBegun(view(OLD, "voter", "begins as A-1-7"))).isFalse();
        assertThat(progress.isBegun(view("", "guest", ""))).isFalse();
        assertThat(progress.isBegun(view("A-1-7", "voter", ""))).isFalse();
        assertThat(progress.isBegun(view("A-1-7", "leader", ""))).isTrue();
    }

    @Test
    void whoGivesWayIsToldAtOnce() {
        assertThatThrownBy(() -> progress.isBegun(view(OLD, "voter", "has stopped for A-1-8")))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("another survivor", "A-1-8", "10.0.0.1:8046");
    }

    @Test
    void whoHasGivenWayUnseenIsToldWhenItJoins() throws CommandException {
        progress.isBegun(view(OLD, "voter", "begins as A-1-7"));
        progress.isBegun(view("", "guest", ""));
        assertThatThrownBy(() -> progress.isBegun(view("A-1-8", "guest", "")))
                .isInstanceOf(CommandException.class).hasMessageContaining("A-1-8");
    }

    @Test
    void whoGivesUpIsTold() throws CommandException {
        progress.isBegun(view(OLD, "voter", "begins as A-1-7"));
        assertThatThrownBy(() -> progress.isBegun(view(OLD, "voter", "")))
                .isInstanceOf(CommandException.class).hasMessageContaining("recovery-failed");
    }

    @Test
    void whoDoesNotTellIsWaitedFor() throws CommandException {
        ClusterView silent = ClusterView.parse("# Cluster\nepoch:" + OLD + "\nrole:voter\n");
        assertThat(progress.isBegun(silent)).isFalse();
        assertThat(progress.isBegun(view("A-1-7", "leader", ""))).isTrue();
    }
}
