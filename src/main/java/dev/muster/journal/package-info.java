/** Writes outside the database with pre- and post-image, and how a scope is taken back. */
package dev.muster.journal;
