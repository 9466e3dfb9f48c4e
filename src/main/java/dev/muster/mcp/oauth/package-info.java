/**
 * Logins at MCP servers by OAuth 2.1: found out, granted by a person, kept in files of the data
 * folder and nowhere else, renewed before they end. Requests, answers and PKCE are Nimbus'.
 */
package dev.muster.mcp.oauth;
