package dev.muster.command;

import dev.muster.rehearsal.ServerFaults;
import java.util.Map;
import picocli.CommandLine;

/** A rehearsal whose endpoint answers without usage; no flag of Muster can bring that about. */
final class UnmeteredRehearsal {
  private UnmeteredRehearsal() {}

  public static void main(String[] words) throws Exception {
    var command = new RehearseCommand();
    new CommandLine(command).parseArgs("--approve", "--exit", "--latency", "5");
    System.exit(
        command.rehearse(
            new Spoil(null, "rehearsal.yaml", Map.of(), p -> ServerFaults.missingUsage())));
  }
}
