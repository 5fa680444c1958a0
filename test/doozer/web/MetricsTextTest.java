package doozer.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.node.Incarnation;
import doozer.node.MemberState;
import doozer.node.Metrics;
import doozer.node.Settings;
import doozer.node.Status;
import doozer.web.Exposition.Family;
import doozer.web.Exposition.Sample;
import doozer.wire.Verb;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The metrics are of the format that they claim to be of, and in the page for operators. */
class MetricsTextTest {
    private static final long MILLI = 1_000_000;
    private static final Incarnation SELF = new Incarnation(1, 2);

    // What is damaged, how, and why that is wrong; $ stands for a line feed.
    private static final String DAMAGES = """
        # HELP a_total|# HELP|no help
        # HELP a_total What.$||no help line
        # TYPE a_total counter$||no type line
        a_total counter|a_total gauge|a gauge that ends in _total
        h histogram|h summary|a type that we never use
        {x="1"}|{x=1}|no quotes
        {x="1"}|{x="1",}|a comma too much
        {x="1"}|{x="1",x="2"}|a label twice
        {x="1"}|{1x="1"}|a label that is no name
        {x="1"}|{x="a\\"}|a quote that is not escaped
        {x="1"}|{x="a\\q"}|an escape that means nothing
        {x="2"} 5|{x="1"} 5|a sample twice
        {x="2"} 5|{x="2"} -5|a counter below 0
        {x="2"} 5|{x="2"} 5 |a blank at the end
        {x="2"} 5|{x="2"}  5|two blanks
        {x="2"} 5|{x="2"} five|no number
        a_total{x="2"} 5|b{x="2"} 5|of another family
        le="1"} 2|le="1"} 9|counts that fall
        le="1"} 2|le="0.1"} 2|bounds that do not rise
        h_bucket{le="+Inf"} 4$||no last bucket
        h_count 4|h_count 5|a count that is not that of the last bucket
        h_count 4$||no count
        h_sum 1.5$||no sum
        # HELP h|# HELP a_total|a family twice
        # HELP h|# What is it? h|another comment
        h_sum|h_min|no part of a histogram
        """;
    private static final String WHOLE = """
        # HELP a_total What.
        # TYPE a_total counter
        a_total{x="1"} 4
        a_total{x="2"} 5
        # HELP h How long.
        # TYPE h histogram
        h_bucket{le="0.5"} 1
        h_bucket{le="1"} 2
        h_bucket{le="+Inf"} 4
        h_sum 1.5
        h_count 4
        """;

    private final Metrics metrics = new Metrics(() -> 0);

    private static Status status(String cluster) {
        Settings.Identity identity =
                new Settings.Identity(SELF, cluster, "127.0.0.1:8046", "ann", "1.0");
        return new Status(identity, 1_500 * MILLI, "voter", "LEADER", true,
                new Status.Data(9, 3, 7, 512, 4), new Status.Load(5, 6, 7, 8, 9),
                new Status.Place(40, 44, 3, 5, 0, 2, false),
                List.of(new MemberState(SELF.id(), "127.0.0.1:8046", "voter", true, 40, true,
                        0),
                        new MemberState("B", "10.0.0.1:8046", "leader", false, 44, true,
                                250 * MILLI),
                        new MemberState("C", "10.0.0.2:8046", "voter", false, 0, false, -1)));
    }

    private static MetricsText.Process process() {
        return new MetricsText.Process("17", 1_700_000_000.25, 100, 1 << 30, 11, 22,
                List.of(new MetricsText.Collector("Copy", 3, 0.125),
                        new MetricsText.Collector("MarkSweepCompact", 0, 0)));
    }

    private String text() {
        return new String(MetricsText.of(status("local"), metrics, process()),
                StandardCharsets.UTF_8);
    }

    private Map<String, Family> families() {
        return Exposition.parse(text());
    }

    private double value(String family, String... labels) {
        Map<String, String> wanted = labels.length == 0 ? Map.of() : Map.of(labels[0], labels[1]);
        return families().get("doozer_" + family).samples().stream()
                .filter(sample -> sample.labels().equals(wanted))
                .mapToDouble(Sample::value).findFirst().orElseThrow();
    }

    @Test
    void textOfANodeThatHasDoneNothingIsOfTheFormat() {
        assertThat(families().keySet()).allMatch(name -> name.startsWith("doozer_"))
                .contains("doozer_build_info", "doozer_commit_seconds", "doozer_requests_total");
    }

    @Test
    void textWithEveryKindOfValueIsOfTheFormat() {
        metrics.onRequest(Verb.SET);
        metrics.onRequest(null);
        metrics.onApplied(1, 1, 0, 15_000);
        metrics.onTold(3);
        metrics.onTurn(0, 12_000_000_000L);
        assertThat(value("requests_total", "verb", "set")).isEqualTo(1);
        assertThat(value("requests_total", "verb", "unknown")).isEqualTo(1);
        assertThat(value("notifications_total")).isEqualTo(3);
        assertThat(value("applied_revisions_total")).isEqualTo(1);
        assertThat(value("start_time_seconds")).isEqualTo(1_700_000_000.25);
        assertThat(value("gc_pause_seconds_total", "collector", "Copy")).isEqualTo(0.125);
        assertThat(value("role", "role", "voter")).isEqualTo(1);
        assertThat(value("role", "role", "leader")).isZero();
        assertThat(text()).contains("\ndoozer_apply_seconds_bucket{le=\"0.00001\"} 0\n"
                + "doozer_apply_seconds_bucket{le=\"0.00002\"} 1\n")
                .contains("\ndoozer_apply_seconds_sum 0.000015\ndoozer_apply_seconds_count 1\n")
                .contains("\ndoozer_loop_turn_seconds_bucket{le=\"10\"} 0\n"
                        + "doozer_loop_turn_seconds_bucket{le=\"+Inf\"} 1\n");
    }

    @Test
    void memberIsShownAsFarAsItIsKnown() {
        assertThat(value("lag_slots")).isEqualTo(4);
        assertThat(value("member_lag_slots", "id", SELF.id())).isEqualTo(4);
        assertThat(value("member_lag_slots", "id", "B")).isZero();
        assertThat(value("member_silent_seconds", "id", "B")).isEqualTo(0.25);
        assertThat(families().get("doozer_member_lag_slots").samples()).hasSize(2);
        assertThat(families().get("doozer_member_silent_seconds").samples()).hasSize(2);
    }

    @Test
    void nodeThatKnowsOfNobodyHasNoFamilyWithoutSamples() {
        Status status = status("local");
        Status alone = new Status(status.identity(), 0, "guest", "", false, status.data(),
                status.load(), status.place(), List.of());
        MetricsText.Process silent = new MetricsText.Process("17", 0, 0, 0, 0, 0, List.of());
        String text = new String(MetricsText.of(alone, metrics, silent), StandardCharsets.UTF_8);
        assertThat(Exposition.parse(text)).containsKey("doozer_has_leader")
                .doesNotContainKeys("doozer_member_lag_slots", "doozer_gc_collections_total");
    }

    @Test
    void labelIsEscaped() {
        String text = new String(MetricsText.of(status("a\"b\\c\nd"), metrics, process()),
                StandardCharsets.UTF_8);
        Sample sample = Exposition.parse(text).get("doozer_node_info").samples().get(0);
        assertThat(sample.labels()).containsEntry("cluster", "a\\\"b\\\\c\\nd");
    }

    @Test
    void everyMetricIsInThePageForOperatorsAndNoOther() throws Exception {
        String page = Files.readString(
                Path.of(System.getProperty("doozer.root"), "doc", "operations.md"));
        TreeSet<String> told = new TreeSet<>();
        Matcher names = Pattern.compile("`(doozer_[a-z_]+)[`{]").matcher(
                page.substring(page.indexOf("## Metrics"), page.indexOf("### Alerts")));
        while (names.find()) told.add(names.group(1));
        assertThat(told).isEqualTo(new TreeSet<>(families().keySet()));
    }

    // That the reader of the format is strict.

    @Test
    void everyDamageIsSeen() {
        assertThatCode(() -> Exposition.parse(WHOLE)).doesNotThrowAnyException();
        for (String line : DAMAGES.split("\n")) {
            String[] parts = line.split("\\|");
            String good = parts[0].replace("$", "\n");
            assertThat(WHOLE).as(line).contains(good);
            String damaged = WHOLE.replace(good, parts[1]);
            assertThatThrownBy(() -> Exposition.parse(damaged)).as(line)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Exposition.parse(WHOLE.stripTrailing()))
                .hasMessageContaining("no LF");
    }
}
