/** MCP servers: sessions over our own stdio transport, the probe ladder, the tool lock. */
package dev.muster.mcp;
