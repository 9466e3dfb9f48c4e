/** Threads that every room makes the same way: named, daemons, bounded in number. */
package dev.muster.threads;
