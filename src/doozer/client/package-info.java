/** The client library: one connection to one node, and every verb of the protocol as a method. */
package doozer.client;
