package dev.muster.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.command.KilledRehearsal.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Law 1 for a session at its vendor, which is one attempt: the process is stopped between every two
 * of its steps. The CLI is a script that says what one says, and notes that it was started.
 */
@Tag("faults")
class SessionCrashTest {
  private static final String CLI =
      """
      #!/bin/sh
      if [ "$1" = --version ]; then echo 0.24.4; exit; fi
      if [ -e %1$s.hold ]; then echo $$ > %1$s.pid; fi
      basename "$MUSTER_SESSION_ROOM" >> %1$s
      if [ -e %1$s.hold ]; then exec sleep 900; fi
      cat <<'END'
      {"type":"system","subtype":"init","mcp_servers":[],"model":"coder-1"}
      {"type":"result","subtype":"success","is_error":false,"num_turns":1,"result":"I have looked.","usage":{"input_tokens":1000,"output_tokens":100,"cache_read_input_tokens":0},"permission_denials":[]}
      END
      """;

  @TempDir Path folder;

  @Test
  void stoppedBetweenAnyTwoStepsASessionIsStartedAgainOnlyUntilItIsPaid() throws Exception {
    var muster = CrashedMuster.in(folder);
    var starts = muster.muster().place("starts.txt");
    muster.muster().with("CRASH_STARTS", starts.toString());
    CliPlan.atItsVendor(muster.muster(), cli(starts), "0.24.4");

    var task = muster.crash("session:task");
    assertThat(muster.now().attempts()).noneMatch(a -> a.step().startsWith("session "));
    var reserved = muster.crash("session:reserved");
    assertThat(muster.now().attempt(reserved).state()).isEqualTo("SENDING");
    assertThat(starts).as("reserved before it is started").doesNotExist();
    var hold = Files.createFile(starts.resolveSibling("starts.txt.hold"));
    var sent = muster.crash("session:sent");
    assertThat(muster.now().attempt(sent).state()).isEqualTo("SENDING");
    var orphan = Long.parseLong(Files.readString(starts.resolveSibling("starts.txt.pid")).strip());
    assertThat(ProcessHandle.of(orphan)).as("works on without Muster").isPresent();
    Files.delete(hold);
    var answered = muster.crash("session:answered");
    assertThat(ProcessHandle.of(orphan)).as("ended by the next start").isEmpty();
    assertThat(muster.now().attempt(answered).state()).isEqualTo("SENDING");
    var stored = muster.crash("session:stored");
    assertThat(muster.now().attempt(stored).state()).isEqualTo("ANSWERED");
    var runs = Files.readAllLines(starts);

    var all = muster.ended();

    assertThat(all.attempt(reserved).isUnknown()).isTrue();
    assertThat(all.attempt(sent).isUnknown()).isTrue();
    assertThat(all.attempt(answered).isUnknown()).isTrue();
    assertThat(all.attempt(stored).state()).isEqualTo("ANSWERED");
    assertThat(runs)
        .as("a start each for the two that were lost on the way, and for the one that is paid")
        .hasSize(3);
    assertThat(Files.readAllLines(starts)).startsWith(runs.toArray(String[]::new));
    var run = runs.get(2).substring(0, runs.get(2).indexOf('.'));
    assertThat(Files.readAllLines(starts))
        .as("what was paid is not started again")
        .filteredOn(start -> start.startsWith(run + "."))
        .hasSize(3);
    assertThat(task).endsWith("/1");
    assertThat(tries(all, run)).containsExactly("LOST", "LOST", "LOST", "LOST", "DONE");
  }

  private static List<String> tries(KilledRehearsal all, String run) {
    return all.sessions().stream()
        .filter(session -> session.runId().equals(run))
        .map(Session::state)
        .toList();
  }

  private String cli(Path starts) throws IOException {
    var file = folder.resolve("vendors-cli");
    Files.writeString(file, CLI.formatted(starts));
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file.toString();
  }
}
