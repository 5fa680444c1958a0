package doozer.build;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the test classes below a folder of classes, or those with a given part in their simple name,
 * and says what became of them: {@code RunTests <folder> [part]}. The last line is
 * {@code N passed, N failed}. Ends with 1 when a test failed, and when none ran.
 */
public final class RunTests {
    /** The property with a pattern of the classes to run, packages and all; unset for any. */
    static final String PACKAGES = "doozer.packages";

    private RunTests() {
    }

    public static void main(String... args) {
        String part = args.length > 1 ? args[1] : "";
        TestReport report = run(request(Path.of(args[0]), part), System.out);
        report.printSummary();
        // Threads that a test has left behind do not keep us.
        System.exit(report.isGood() ? 0 : 1);
    }

    static TestReport run(LauncherDiscoveryRequest request, PrintStream out) {
        TestReport report = new TestReport(out);
        LauncherFactory.create().execute(request, report);
        return report;
    }

    private static LauncherDiscoveryRequest request(Path classes, String part) {
        LauncherDiscoveryRequestBuilder builder = LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClasspathRoots(Set.of(classes)))
            .filters(ClassNameFilter.includeClassNamePatterns(simpleNameWith(part)));
        String packages = System.getProperty(PACKAGES);
        if (packages != null) builder.filters(ClassNameFilter.includeClassNamePatterns(packages));
        // Left out by name, not counted as skipped.
        if (!Counts.isLong()) builder.filters(TagFilter.excludeTags("long"));
        return builder.build();
    }

    /** The classes, with their packages, whose simple name has {@code part} in it. */
    static String simpleNameWith(String part) {
        return "(.*\\.)?[^.]*" + Pattern.quote(part) + "[^.]*";
    }
}
