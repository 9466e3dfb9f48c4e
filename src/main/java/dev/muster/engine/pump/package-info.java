/** External tasks born locked, sent after the commit, completed in batches. */
package dev.muster.engine.pump;
