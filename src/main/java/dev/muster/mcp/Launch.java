package dev.muster.mcp;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a server's process is started.
 *
 * @param command the program and its arguments, references resolved
 * @param env the whole environment: nothing of ours is inherited
 */
record Launch(String server, List<String> command, Map<String, String> env, Path folder) {

  @Override
  public String toString() {
    return "Launch[" + server + "]";
  }
}
