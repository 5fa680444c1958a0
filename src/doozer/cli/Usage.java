package doozer.cli;

/**
 * What help says of a command.
 *
 * @param arguments its arguments, "" for none
 * @param min how many it needs
 * @param max how many it takes
 * @param summary what it does, in a few words
 * @param help what else there is to know, in lines
 */
record Usage(String arguments, int min, int max, String summary, String help) { }
