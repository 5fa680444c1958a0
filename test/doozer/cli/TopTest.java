package doozer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.cli.CliServer.Result;
import doozer.client.DoozerClient;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code top} shows of two looks at a node, and of one that runs. */
class TopTest {
    private static final String THEN = """
            # Node
            id:A
            cluster:prod
            # Metrics
            requests_by_verb:get=10 set=5 unknown=0
            revisions_applied:100
            notifications:50
            read_seconds:sum_ns=1 0.00001=7
            commit_seconds:sum_ns=1000 0.0002=1 0.001=1
            """;
    private static final String NOW = """
            # Node
            id:A
            cluster:prod
            # Store
            revision:120
            files:3
            history_revisions:20
            history_bytes:1572864
            # Cluster
            role:leader
            slot:90
            writes_pending:4
            # Members
            A:address=10.0.0.1:8046 role=leader slot=90 heard_ms=0
            B:address=10.0.0.2:8046 role=voter slot=85 heard_ms=2500
            C:address=10.0.0.3:8046 role=voter slot=- heard_ms=-
            # Clients
            connections:2
            watches:1
            # Sessions
            sessions:0
            # Health
            ready:true
            check_live:ok
            # Metrics
            requests_by_verb:get=30 set=5 del=3 unknown=0
            revisions_applied:300
            notifications:50
            read_seconds:sum_ns=1 0.00001=7
            commit_seconds:sum_ns=9000 0.0002=99 0.001=2 10=1 +Inf=1
            # Process
            heap_used_bytes:1048576
            heap_max_bytes:67108864
            """;

    private static String screen(String then, String now) {
        return new TopScreen(InfoText.parse(then), InfoText.parse(now), 2).text();
    }

    @Test
    void screenShowsWhatHasHappenedInBetween() {
        assertThat(screen(THEN, NOW)).isEqualTo("""
                cluster prod  node A  leader  ready
                revision 120  files 3  history 20, 1.5 MiB  heap 1.0 MiB of 64.0 MiB
                connections 2  watches 1  sessions 0  writes pending 4

                               a second  p50       p99
                read           0.0       -         -
                commit         51        < 200 us  < 10 s
                apply          0.0       -         -
                notify         0.0       -         -
                turn           0.0       -         -
                revisions      100
                notifications  0.0

                requests a second: get 10 del 1.5

                id  address        role    slot  lag  heard
                A   10.0.0.1:8046  leader  90    0    0ms
                B   10.0.0.2:8046  voter   85    5    2s
                C   10.0.0.3:8046  voter   -     -    never
                """);
    }

    @Test
    void countsOfAnotherProcessAreNotCompared() {
        String screen = screen(THEN.replace("id:A", "id:B"), NOW);
        assertThat(screen).contains("\nrequests a second: -\n", "\nrevisions      -\n")
                .containsPattern("\ncommit +- +- +-\n").contains("revision 120");
    }

    @Test
    void countsThatHaveBegunAnewAreNotNegative() {
        assertThat(screen(NOW, THEN)).contains("\nrevisions      0.0\n").doesNotContain("-1");
    }

    @Test
    void nodeThatIsNotReadySaysWhy() {
        assertThat(screen(THEN, NOW.replace("check_live:ok", "check_leader:no leader is known")
                .replace("ready:true", "ready:false")))
                .startsWith("cluster prod  node A  leader  NOT READY, leader: no leader is"
                        + " known\n");
    }

    @Test
    void olderNodeTellsLess() {
        assertThat(screen("# Node\nid:A\n", "# Node\nid:A\n")).contains("heap - of -")
                .contains("revision -");
    }

    @Test
    void runningServerIsShownAsOftenAsWanted() throws Exception {
        try (CliServer server = CliServer.start(Map.of()); DoozerClient client = server.connect()) {
            client.set("/a", -1, new byte[0]);
            Result top = server.run("", "top", "-n", "2", "-interval", "50ms");
            assertThat(top.status()).isZero();
            assertThat(top.err()).isEmpty();
            // A blank line stands between two, and nothing that only a terminal understands.
            assertThat(top.out().split("cluster local")).hasSize(3);
            assertThat(top.out()).contains("\n\ncluster local").doesNotContain("\033")
                    .contains(server.id(), "requests a second: info ");
            assertThat(top.out()).doesNotContain("NOT READY");
        }
    }

    @Test
    void uselessFlagsAreRefused() throws Exception {
        try (CliServer server = CliServer.start(Map.of())) {
            assertThat(server.run("", "top", "-n", "0").status()).isEqualTo(Exit.USAGE);
            assertThat(server.run("", "top", "-n", "x").status()).isEqualTo(Exit.USAGE);
            assertThat(server.run("", "top", "-interval", "0s").status()).isNotZero();
        }
    }
}
