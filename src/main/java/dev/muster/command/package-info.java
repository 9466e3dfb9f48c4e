/** The command line. */
package dev.muster.command;
