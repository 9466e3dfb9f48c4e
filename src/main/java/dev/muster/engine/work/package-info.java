/** One worker for each topic: maps in, calls a feature, maps out. */
package dev.muster.engine.work;
