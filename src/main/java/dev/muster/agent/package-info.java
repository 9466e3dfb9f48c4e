/** Roles, the registry, provisioning, runs and their turns. */
package dev.muster.agent;
