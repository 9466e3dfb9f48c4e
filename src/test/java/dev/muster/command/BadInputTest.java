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

  @ParameterizedTest
  @CsvSource({"rehearse", "serve"})
  void aPortThatIsTakenOrNoneIsNamedAndNothingIsMade(String command) throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = String.valueOf(taken.getLocalPort());
      var muster = ChildMuster.in(folder).with("SERVER_PORT", port);
      oneLine(muster.run(command), "port " + port + " is taken", "set SERVER_PORT");
      muster.with("SERVER_PORT", "abc");
      oneLine(muster.run(command), "SERVER_PORT", "not abc");
      assertThat(muster.data().getParent()).doesNotExist();
      assertThat(muster.processes()).isEmpty();
    }
  }

  @Test
  void aDataFolderThatAnotherMusterHoldsIsNamedAndLeftAsItIs() throws Exception {
    var muster = ChildMuster.in(folder).with("MUSTER_APPROVER_PASSWORD", "another");
    Files.createDirectories(muster.data());
    for (var command : new String[] {"rehearse", "serve"}) {
      var held = command.equals("serve") ? muster.data().getParent() : muster.data();
      try (var lock = DataFolderLock.take(DataFolder.at(held))) {
        oneLine(muster.run(command), held.toString(), "set MUSTER_DATA");
        assertThat(held.resolve("rehearsal.properties")).doesNotExist();
        assertThat(held.resolve("muster.log")).doesNotExist();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"rehearse", "serve"})
  void aDataFolderThatIsAFileIsNamed(String command) throws Exception {
    var muster = ChildMuster.in(folder);
    Files.writeString(muster.data().getParent(), "mine");
    oneLine(muster.run(command), muster.data().getParent().toString(), "set MUSTER_DATA");
    assertThat(muster.data().getParent()).hasContent("mine");
  }

  @Test
  void aReportFolderThatCannotBeMadeIsNamedAndNothingIsMade() throws Exception {
    var muster = ChildMuster.in(folder);
    var file = Files.writeString(muster.place("file"), "mine");
    oneLine(muster.run("rehearse", "--report", file + "/report"), file + " is no folder");
    assertThat(muster.data()).doesNotExist();
  }

  /** Found after the start has begun: the traces are in the log, the steps on the terminal. */
  @Test
  void aDatabaseThatDoesNotAnswerIsOneLine() throws Exception {
    var muster = ChildMuster.in(folder).with("SPRING_DATASOURCE_URL", nowhere());
    var ended = muster.run("serve");
    assertThat(ended.code()).as(ended.output()).isEqualTo(2);
    var told = ended.lines().stream().filter(line -> !line.matches("(Starting|Preparing) .*"));
    assertThat(told)
        .as(ended.output())
        .singleElement()
        .asString()
        .contains("SPRING_DATASOURCE_URL");
    assertThat(muster.data().resolveSibling("muster.log")).content().contains("\tat ");
  }

  private static String nowhere() throws Exception {
    try (var closed = new ServerSocket(0)) {
      return "jdbc:postgresql://127.0.0.1:" + closed.getLocalPort() + "/muster?connectTimeout=1";
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

  /** The plan is right: what is missing is told, and nothing is made or changed for that. */
  @Test
  void aVariableWithoutAValueIsAWarningOfPlanCheck() throws Exception {
    var muster = ChildMuster.in(folder).with("LINEAR_API_KEY", "never-shown-1");
    var plan = muster.plans().resolve("multi-model-swarm.yaml");
    var told = muster.run("plan", "check", plan.toString());
    assertThat(told.code()).as(told.output()).isZero();
    assertThat(told.lines())
        .anyMatch(
            line ->
                line.matches(
                    ".*swarm\\.yaml:\\d+: warning: \\$\\{DASHSCOPE_API_KEY} has no value, .*secrets.env.*"))
        .noneMatch(line -> line.contains("LINEAR_API_KEY") || line.contains("never-shown-1"));
    assertThat(told.output()).containsPattern("swarm\\.yaml: no faults, \\d+ warnings");
    assertThat(muster.data().getParent()).doesNotExist();
  }

  private static void oneLine(ChildMuster.Ended ended, String... named) {
    assertThat(ended.code()).as(ended.output()).isEqualTo(2);
    assertThat(ended.lines()).as(ended.output()).hasSize(1);
    assertThat(ended.output()).contains(named).startsWith("muster: ");
  }
}
