package doozer.mutants;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.PrintStream;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs single tests, each given as {@code Class#method}, and says in one line each what became of
 * them: {@value #PASSED}, {@value #FAILED} with the reason, or {@value #BROKEN}.
 */
public final class DirectedTests {
    static final String PASSED = "=> passed";
    static final String FAILED = "=> failed";
    /** There is no such test, or it could not begin, or it does not fit the classes. */
    static final String BROKEN = "=> broken";

    private DirectedTests() {
    }

    public static void main(String... tests) {
        PrintStream out = System.out;
        for (String test : tests) {
            String outcome = outcome(test).lines().findFirst().orElse(BROKEN);
            out.println(outcome);
            out.flush();
        }
        // Threads that a test has left behind do not keep us.
        System.exit(0);
    }

    private static String outcome(String test) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        try {
            LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request()
                    .selectors(selectMethod(test)).build(), listener);
        } catch (JUnitException e) {
            return BROKEN + " " + test + ": " + e.getMessage();
        }
        TestExecutionSummary summary = listener.getSummary();
        for (TestExecutionSummary.Failure failure : summary.getFailures()) {
            Throwable thrown = failure.getException();
            boolean isOdd = thrown instanceof LinkageError || thrown instanceof JUnitException;
            String what = isOdd ? BROKEN : FAILED;
            return what + " " + test + ": " + String.valueOf(thrown).strip().replace('\n', ' ');
        }
        return (summary.getTestsSucceededCount() > 0 ? PASSED : BROKEN) + " " + test;
    }
}
