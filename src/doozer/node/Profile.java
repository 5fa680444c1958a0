package doozer.node;

/**
 * What a process says of itself when it joins, and others know of it from then on.
 *
 * @param incarnation which process it is
 * @param address where clients and other nodes reach it
 * @param hostname the machine it runs on
 * @param version of the program
 * @param level the highest feature level that it supports
 */
public record Profile(Incarnation incarnation, String address, String hostname, String version,
        int level) { }
