/**
 * What a browser and a collector of metrics are shown, as bytes: no socket, file, thread or clock
 * of its own.
 */
package doozer.web;
