/** Probes, over HTTP. */
package dev.muster.mcp.web;
