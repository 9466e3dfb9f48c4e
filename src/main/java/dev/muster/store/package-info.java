/** The database, the data folder with its lock, the node's id, and back-up. */
package dev.muster.store;
