package doozer.web;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.node.Secrets;
import doozer.node.Spectator;
import doozer.node.View;
import doozer.tree.Glob;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of the globs of pages. */
class TopicsTest implements Spectator {
    private final WebNode node = new WebNode(new Secrets("", ""), 100);
    private final View view = node.node().view(this);
    private final Topics topics = new Topics(view);

    @Override
    public void onRevisions(long first, long last) {
        topics.onRevisions(first, last);
    }

    @Override
    public void onInstalled() {
        throw new AssertionError("it has all its data");
    }

    private EventStream page() {
        return new EventStream(new Visitor(0, true), view, node.revision());
    }

    @Test
    void nothingIsKeptOfWhatNobodyLooksAt() {
        // given a page and what has changed for it
        EventStream page = page();
        List<Topic> joined = topics.join(List.of(Glob.parse("/a"), Glob.parse("/b*")), page);
        node.set("/a", "1");
        assertThat(topics.hasChanged()).isTrue();
        assertThat(topics.kept()).isEqualTo(2);

        // when it leaves while another one stays, then what was noted for it alone goes
        EventStream other = page();
        List<Topic> others = topics.join(List.of(Glob.parse("/c")), other);
        topics.leave(joined, page);
        assertThat(joined.get(0).count()).isZero();
        assertThat(topics.size()).isEqualTo(1);

        // and when that leaves too, nothing is kept
        node.set("/c", "1");
        topics.leave(others, other);
        assertThat(topics.hasChanged()).isFalse();
        assertThat(topics.kept()).isZero();
    }
}
