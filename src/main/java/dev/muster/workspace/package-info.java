/** Workspaces: fresh copies of a template, confinement to them, and what changed in them. */
package dev.muster.workspace;
