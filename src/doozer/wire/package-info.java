/**
 * What travels between a client and a server, as bytes: frames, the protobuf fields of requests
 * and responses, error codes, addresses, limits. A pure room: it imports no other, and has no
 * socket, file, thread or clock.
 */
package doozer.wire;
