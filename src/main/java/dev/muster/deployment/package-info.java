/** Deployments, phases, waves, what each gate measures, and the status report. */
package dev.muster.deployment;
