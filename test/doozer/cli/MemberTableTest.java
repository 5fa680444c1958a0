package doozer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What INFO tells of members, understood and put into a table. */
class MemberTableTest {
    private static final String INFO = """
            # Node
            id:AAAAAAAAAAAAAAAA
            # Cluster
            slot:100
            role:leader
            voters_wanted:3
            voters_changing:true
            # Members
            AAAAAAAAAAAAAAAA:address=10.0.0.1:8046 role=leader slot=100 heard_ms=0
            BBBBBBBBBBBBBBBB:address=10.0.0.2:8046 role=voter slot=104 heard_ms=20
            BBCCCCCCCCCCCCCC:address=10.0.0.3:8046 role=voter slot=90 heard_ms=12345
            DDDDDDDDDDDDDDDD:address=[fd00::4]:80 role=standby slot=- heard_ms=-
            # Clients
            connections:1
            """;

    private final ClusterView view = ClusterView.parse(INFO);

    private static ClusterView answer(String id, String role, long slot) {
        return ClusterView.parse("# Node\nid:" + id + "\n# Cluster\nrole:" + role + "\nslot:" + slot
                + "\n");
    }

    @Test
    void whatANodeTellsIsUnderstood() {
        assertThat(view).extracting("self", "role", "slot", "aim", "isChanging")
                .containsExactly("AAAAAAAAAAAAAAAA", "leader", 100L, 3, true);
        assertThat(view.members()).hasSize(4);
        assertThat(view.member("DDDDDDDDDDDDDDDD")).isEqualTo(new ClusterView.Member(
                "DDDDDDDDDDDDDDDD", "[fd00::4]:80", "standby", null, null));
        assertThat(view.members()).extracting(ClusterView.Member::votes)
                .containsExactly(true, true, true, false);
    }

    @Test
    void lessThanExpectedIsUnderstoodToo() {
        ClusterView odd = ClusterView.parse("# Members\nA:\nB:address slot=x  role=\nno line\n");
        assertThat(odd.members()).extracting(ClusterView.Member::id).containsExactly("A", "B");
        assertThat(odd.role()).isEqualTo("guest");
        assertThat(ClusterView.parse("").members()).isEmpty();
    }

    @Test
    void tableHasWhatEachSaysOfItself() {
        // given that one voter and the standby have answered, and the other voter has not
        List<MemberTable.Row> rows = MemberTable.rows(view, Map.of(
                "BBBBBBBBBBBBBBBB", answer("BBBBBBBBBBBBBBBB", "voter", 106),
                "DDDDDDDDDDDDDDDD", answer("DDDDDDDDDDDDDDDD", "stopped", 7)));

        // then the lag is that behind the furthest
        assertThat(MemberTable.text(rows)).isEqualTo("""
                id                address        role     slot  lag  heard
                AAAAAAAAAAAAAAAA  10.0.0.1:8046  leader   100   6    now
                BBBBBBBBBBBBBBBB  10.0.0.2:8046  voter    106   0    now
                BBCCCCCCCCCCCCCC  10.0.0.3:8046  voter    -     -    12s
                DDDDDDDDDDDDDDDD  [fd00::4]:80   stopped  7     99   now
                """);
        assertThat(MemberTable.hasLeader(rows)).isTrue();
    }

    @Test
    void lagCountsWhatOthersHaveToldTheFirst() {
        List<MemberTable.Row> rows = MemberTable.rows(view, Map.of());
        assertThat(rows.get(0).lag()).isEqualTo(4);
        assertThat(MemberTable.text(rows)).contains("role     slot  lag  heard\n",
                "voter    -     -    20ms\n", "standby  -     -    never\n");
    }

    @Test
    void jsonLeavesOutWhatIsNotKnown() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Out out = new Out(bytes);
        new JsonPrinter(out).members(MemberTable.rows(view, Map.of()));
        out.flush();
        assertThat(bytes.toString().split("\n")).containsExactly(
                "{\"id\":\"AAAAAAAAAAAAAAAA\",\"address\":\"10.0.0.1:8046\",\"role\":\"leader\","
                + "\"slot\":100,\"lag\":4,\"heard_ms\":0}",
                "{\"id\":\"BBBBBBBBBBBBBBBB\",\"address\":\"10.0.0.2:8046\",\"role\":\"voter\","
                + "\"heard_ms\":20}",
                "{\"id\":\"BBCCCCCCCCCCCCCC\",\"address\":\"10.0.0.3:8046\",\"role\":\"voter\","
                + "\"heard_ms\":12345}",
                "{\"id\":\"DDDDDDDDDDDDDDDD\",\"address\":\"[fd00::4]:80\",\"role\":\"standby\"}");
    }

    @Test
    void idMayBeOfAnyCaseAndCutShort() throws Exception {
        assertThat(view.meant("dddddddddddddddd").id()).isEqualTo("DDDDDDDDDDDDDDDD");
        assertThat(view.meant("a").id()).isEqualTo("AAAAAAAAAAAAAAAA");
        assertThat(view.meant("bbc").id()).isEqualTo("BBCCCCCCCCCCCCCC");
        assertThatThrownBy(() -> view.meant("bb")).hasMessage("Error: more than one member has an"
                + " id like bb: BBBBBBBBBBBBBBBB, BBCCCCCCCCCCCCCC");
        for (String none : List.of("x", "AAAAAAAAAAAAAAAAA")) {
            assertThatThrownBy(() -> view.meant(none)).hasMessage("Error: no member has the id "
                    + none + "; there are: AAAAAAAAAAAAAAAA, BBBBBBBBBBBBBBBB, BBCCCCCCCCCCCCCC,"
                    + " DDDDDDDDDDDDDDDD");
        }
        assertThatThrownBy(() -> view.meant("")).hasMessageContaining("more than one");
    }
}
