/** The MCP servers that Muster ships, on loopback, with a token for each run. */
package dev.muster.toolbelt;
