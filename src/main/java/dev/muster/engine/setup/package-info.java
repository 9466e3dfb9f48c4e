/** How the engine is configured, hardened and given its diagrams. */
package dev.muster.engine.setup;
