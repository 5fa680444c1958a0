package doozer.tree;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The hash of a state, by which replicas find out that they differ. Stateless; any thread.
 *
 * <p>A state is a set of files, and its hash the sum (modulo 2 to the 64th) of one number a file,
 * so that a write changes it in constant time and no order of walking matters. Each number is a
 * CRC-32C of the path and one of the value, spread with the revision and the length over 64 bits by
 * the finalizer of SplitMix64 (Steele, Lea and Flood 2014, in Stafford's variant 13). Made to find
 * our own mistakes, not to withstand somebody who looks for collisions.
 *
 * <p>The owner of a file goes into its number. Whoever keeps the sessions has a hash of what they
 * own, too; but watchers and backups are told what the tree says, and so do the trees of the past,
 * whose sessions nobody has any more. The number of a file that nobody owns is as if there were no
 * owners.
 */
final class Hash {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private Hash() {
    }

    /** What one file adds to the sum. Never depends on anything but the arguments' content. */
    static long ofFile(String path, long revision, byte[] value, long owner) {
        CRC32C crc = new CRC32C();
        crc.update(path.getBytes(StandardCharsets.ISO_8859_1));
        long ofPath = crc.getValue();
        crc.reset();
        crc.update(value);
        long content = mix(ofPath << 32 | crc.getValue());
        long file = mix(mix(content + revision * GOLDEN_GAMMA) + value.length * GOLDEN_GAMMA);
        return owner == 0 ? file : mix(file + owner * GOLDEN_GAMMA);
    }

    /** The hash of a whole state: the sum over its files, and its revision. */
    static long ofState(long sum, long revision) {
        return mix(sum + mix(revision * GOLDEN_GAMMA));
    }

    private static long mix(long bits) {
        long z = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
