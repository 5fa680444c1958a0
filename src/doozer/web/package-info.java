/**
 * The web page of a server: HTTP/1.1 as bytes in and out, JSON, and streams of events. It reads the
 * node through its {@link doozer.node.View}, changes nothing there, and has no socket, file, thread
 * or clock of its own; who owns the sockets carries its bytes.
 *
 * <pre>
 *   bytes --> Inbox --> HttpRequest --> Guard --> Router --> TreeJson, FileJson, ... --> bytes
 *                                                   +--> EventStreams --> bytes, again and again
 *                                                             ^
 *   the node's Spectator --> Topics (globs that pages ask for)'
 * </pre>
 */
package doozer.web;
