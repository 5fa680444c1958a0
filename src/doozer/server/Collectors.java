package doozer.server;

import doozer.web.MetricsText;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the JDK about its garbage collectors. In a class of its own, as the module that it needs may
 * be missing, and takes tens of milliseconds to load. Immutable; any thread.
 */
final class Collectors {
    private static final double SECOND_MILLIS = 1000;

    private final List<GarbageCollectorMXBean> beans =
            ManagementFactory.getGarbageCollectorMXBeans();

    List<MetricsText.Collector> all() {
        List<MetricsText.Collector> all = new ArrayList<>();
        for (GarbageCollectorMXBean bean : beans) {
            all.add(new MetricsText.Collector(bean.getName(), bean.getCollectionCount(),
                    bean.getCollectionTime() / SECOND_MILLIS));
        }
        return all;
    }
}
