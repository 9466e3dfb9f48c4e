/** Secrets are references: {@code ${NAME}} is resolved at each use and never stored. */
package dev.muster.secret;
