/** Picks server or command, and nothing else. */
package doozer.main;
