package dev.muster.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.store.DataFolder;
import dev.muster.store.DataFolderLock;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keeps a rehearsal from starting: one clear line, exit code 2, and nothing left behind. */
class BadInputTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "--fail, nonsense, 'workflow-test'",
    "--latency, -1, '0 to 60000'",
    "--latency, soon, '--latency'",
    "--usage-factor, 0, '--usage-factor'",
    "--nonsense, 1, '--nonsense'"
  })
  void aWordThatIsNotKnownIsNamedAndNothingIsMade(String option, String value, String named) {
    var muster = ChildMuster.in(folder);
    var ended = muster.run("rehearse", "--exit", option, value);
    oneLine(ended, named);
    assertThat(muster.data()).doesNotExist();
  }

  @Test
  void aPortThatIsTakenIsNamed() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = String.valueOf(taken.getLocalPort());
      var muster = ChildMuster.in(folder).with("SERVER_PORT", port);
      oneLine(muster.run("rehearse", "--exit"), "port " + port + " is taken");
      assertThat(muster.processes()).isEmpty();
    }
  }

  @Test
  void aDataFolderThatAnotherMusterHoldsIsNamed() throws Exception {
    var muster = ChildMuster.in(folder);
    Files.createDirectories(muster.data());
    try (var held = DataFolderLock.take(DataFolder.at(muster.data()))) {
      oneLine(muster.run("rehearse", "--exit"), muster.data().toString());
    }
  }

  @Test
  void withoutNodeItSaysSoAndLeavesNothingRunning() throws Exception {
    var muster = ChildMuster.in(folder).with("PATH", folderWithoutNode());
    oneLine(muster.run("rehearse", "--exit"), "node");
    assertThat(muster.processes()).isEmpty();
  }

  /** With what the database's programs need to be started by root. */
  private String folderWithoutNode() throws Exception {
    var bin = Files.createDirectories(folder.resolve("bin"));
    for (var program : new String[] {"unshare", "true", "sh", "env"}) {
      Files.writeString(
          bin.resolve(program), "#!/bin/sh\nPATH=/usr/bin:/bin exec " + program + " \"$@\"\n");
      bin.resolve(program).toFile().setExecutable(true);
    }
    return bin.toString();
  }

  @Test
  void aBrokenPlanIsToldWithFileAndLineForEachFault() throws Exception {
    var muster = ChildMuster.in(folder);
    var plan = muster.plans().resolve("rehearsal.yaml");
    Files.writeString(
        plan, Files.readString(plan) + "\nnonsense: 1\ngates:\n  wave-1: {quorum: many}\n");
    var ended = muster.run("rehearse", "--exit");
    assertThat(ended.code()).as(ended.output()).isEqualTo(2);
    assertThat(ended.lines()).as(ended.output()).hasSizeGreaterThan(1);
    assertThat(ended.lines()).allMatch(line -> line.matches(".*rehearsal\\.yaml:\\d+: .*"));
    assertThat(muster.processes()).isEmpty();
  }

  private static void oneLine(ChildMuster.Ended ended, String named) {
    assertThat(ended.code()).as(ended.output()).isEqualTo(2);
    assertThat(ended.lines()).as(ended.output()).hasSize(1);
    assertThat(ended.output()).contains(named).startsWith("muster: ");
  }
}
