package dev.muster.mcp;

import io.modelcontextprotocol.spec.McpTransportException;

/** A message was not handed to the server, not even in part. */
final class NotSent extends McpTransportException {
  private static final long serialVersionUID = 1L;

  NotSent(String why) {
    super(why);
  }
}
