package dev.muster.plan;

/** One MCP server configured in one client. Its id is {@code client:server}. */
public record Binding(String client, String server) {

  /** {@code client:server}. */
  public String id() {
    return client + ":" + server;
  }

  /** Reads an id back. Throws {@link IllegalArgumentException} when it is none. */
  public static Binding of(String id) {
    int colon = id.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("not a binding id: " + id);
    }
    return new Binding(id.substring(0, colon), id.substring(colon + 1));
  }
}
