package doozer.client;

/**
 * A number that nobody else got.
 *
 * @param value the number in the file, which was one less before, or no file at all before 1
 * @param revision the revision at which the file has it
 */
public record NextValue(long value, long revision) { }
