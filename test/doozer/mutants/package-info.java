/**
 * Small deliberate bugs, switched on one at a time, to see that the tests and the simulator catch
 * them: {@code make mutants}. Each is a file in {@code test/mutants}, outside the sources; what it
 * asks for is changed in a copy of one room, which stands in front on the class path of another
 * JVM.
 */
package doozer.mutants;
