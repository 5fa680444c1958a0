/** The commands that people type, one class each, and how their arguments are read. */
package doozer.cli;
