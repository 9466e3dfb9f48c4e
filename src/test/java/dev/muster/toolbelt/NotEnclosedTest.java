package dev.muster.toolbelt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.plan.Toolbelt;
import dev.muster.store.DataFolder;
import dev.muster.workspace.Enclosure;
import dev.muster.workspace.WorkspacesForTests;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines that cannot confine: what happens is what the operator decided. */
class NotEnclosedTest {
  @TempDir Path data;

  private Enclosure enclosure(String commands) {
    return WorkspacesForTests.enclosure(DataFolder.at(data), commands, "no-such-unshare");
  }

  private Belt.Answer echo(Enclosure enclosure) throws Exception {
    try (var belt = new Belt(data, null, enclosure)) {
      var commands = Map.of("echo", List.of("echo"));
      belt.run("r-one", new Toolbelt(commands, 20, 20_000, List.of(), Map.of()));
      var arguments = Map.<String, Object>of("command", "echo", "args", List.of("it ran"));
      return belt.call("r-one", "execution", "run", arguments);
    }
  }

  @Test
  void commands_are_refused_with_what_why_and_mend() throws Exception {
    var enclosure = enclosure("enclosed");
    var answer = echo(enclosure);
    assertThat(answer.error()).isTrue();
    assertThat(answer.text())
        .doesNotContain("it ran")
        .startsWith("agents' commands and checks are refused")
        .contains("cannot start no-such-unshare", "MUSTER_COMMANDS=unconfined")
        .hasLineCount(1);
    assertThat(enclosure.warning()).contains(answer.text());
  }

  @Test
  void a_rehearsal_runs_them_and_warns() throws Exception {
    var enclosure = enclosure("enclosed-if-possible");
    assertThat(echo(enclosure).text()).isEqualTo("exit code 0\nit ran\n");
    assertThat(enclosure.warning().orElseThrow())
        .startsWith("agents' commands are not confined here (cannot start no-such-unshare")
        .contains("secrets");
  }

  @Test
  void an_operator_may_give_the_confinement_up() throws Exception {
    var enclosure = WorkspacesForTests.enclosure(DataFolder.at(data), "unconfined", "unshare");
    assertThat(echo(enclosure).text()).isEqualTo("exit code 0\nit ran\n");
    assertThat(enclosure.warning().orElseThrow()).contains("MUSTER_COMMANDS");
  }

  @Test
  void an_unknown_setting_is_told_with_the_known_ones() {
    assertThatThrownBy(() -> enclosure("maybe"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"maybe\": set it to enclosed, enclosed-if-possible or unconfined");
  }
}
