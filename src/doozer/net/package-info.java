/**
 * Sockets: one selector loop, its connections and their bounded buffers. It carries bytes and
 * frames, decides nothing, and knows nothing of what they mean.
 */
package doozer.net;
