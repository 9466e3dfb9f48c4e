package dev.muster.mcp;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * How a server's process is started.
 *
 * @param command the program and its arguments, references resolved
 * @param env the whole environment: nothing of ours is inherited
 * @param clean takes secrets out of what the server says
 */
record Launch(
    String server,
    List<String> command,
    Map<String, String> env,
    Path folder,
    UnaryOperator<String> clean) {

  @Override
  public String toString() {
    return "Launch[" + server + "]";
  }
}
