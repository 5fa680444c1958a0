package doozer.sim;

import doozer.history.Ask;
import doozer.wire.Request;

/**
 * What a client is going to ask.
 *
 * @param ask the same for the history; null for what is judged by other rules
 */
record Wish(Request request, Ask ask) { }
