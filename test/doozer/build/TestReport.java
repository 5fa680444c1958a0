package doozer.build;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Prints each failure when it happens, a line for each test class when it is done, and a summary.
 * Owned by the thread that runs the tests, one at a time.
 */
final class TestReport implements TestExecutionListener {
    private final PrintStream out;
    private final Map<String, Long> startNanos = new HashMap<>();
    private TestPlan plan;
    private int passed;
    private int failed;
    private int skipped;

    TestReport(PrintStream out) {
        this.out = out;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        if (isTopClass(test)) startNanos.put(test.getUniqueId(), System.nanoTime());
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        skipped += testsIn(test);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        switch (result.getStatus()) {
            case SUCCESSFUL -> passed += test.isTest() ? 1 : 0;
            case ABORTED -> skipped += testsIn(test);
            // A class whose set-up fails counts as one failure, though none of its tests ran.
            case FAILED -> fail(test, result);
        }
        if (isTopClass(test)) printClass(test);
    }

    private void fail(TestIdentifier test, TestExecutionResult result) {
        failed++;
        out.println();
        out.println("FAILED " + className(test) + " " + test.getDisplayName());
        result.getThrowable().ifPresent(thrown -> thrown.printStackTrace(out));
        out.println();
    }

    private void printClass(TestIdentifier test) {
        long millis = (System.nanoTime() - startNanos.remove(test.getUniqueId())) / 1_000_000;
        out.println(className(test) + ": " + millis + " ms");
    }

    void printSummary() {
        if (passed + failed == 0) out.println("No test ran.");
        out.println(passed + " passed, " + failed + " failed"
            + (skipped > 0 ? ", " + skipped + " skipped" : ""));
        out.flush();
    }

    boolean isGood() {
        return failed == 0 && passed > 0;
    }

    private int testsIn(TestIdentifier test) {
        if (test.isTest()) return 1;
        return (int) plan.getDescendants(test).stream().filter(TestIdentifier::isTest).count();
    }

    /** A class of its own: one nested in it belongs to its line. */
    private boolean isTopClass(TestIdentifier test) {
        boolean isClass = test.getSource().filter(ClassSource.class::isInstance).isPresent();
        return isClass && plan.getParent(test).flatMap(plan::getParent).isEmpty();
    }

    private String className(TestIdentifier test) {
        TestIdentifier at = test;
        while (!isTopClass(at)) {
            if (plan.getParent(at).isEmpty()) return test.getUniqueId();
            at = plan.getParent(at).get();
        }
        return ((ClassSource) at.getSource().orElseThrow()).getClassName();
    }
}
