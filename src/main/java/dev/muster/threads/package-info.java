/**
 * Threads that every room makes the same way: named, daemons, bounded in number or by the work
 * given.
 */
package dev.muster.threads;
