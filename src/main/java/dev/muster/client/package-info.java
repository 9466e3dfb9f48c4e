/** Writers of the agent CLIs' configuration and agent definition files. */
package dev.muster.client;
