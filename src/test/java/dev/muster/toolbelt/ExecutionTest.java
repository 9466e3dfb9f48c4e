package dev.muster.toolbelt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.toolbelt.Belt.Answer;
import dev.muster.workspace.Command;
import dev.muster.workspace.WorkspacesForTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: what they see, what they may be told, and that none is left. */
@Timeout(120)
class ExecutionTest {
  private static final Map<String, List<String>> COMMANDS =
      Map.of(
          "env", List.of("env"),
          "cat", List.of("cat"),
          "echo", List.of("echo", "fixed"),
          "script", List.of("sh"),
          "none", List.of("no-such-program-anywhere"),
          "place", List.of("echo", "${MUSTER_PLAN_DIR}"));
  @TempDir Path data;
  private final String mark = "300." + System.nanoTime();
  private Belt belt;

  @BeforeEach
  void start() {
    belt = new Belt(data);
    belt.places.put("MUSTER_PLAN_DIR", "the-plan");
    limit(20);
  }

  @AfterEach
  void stop() throws Exception {
    belt.close();
  }

  private void limit(int seconds) {
    var usual = Belt.limits();
    belt.run(
        "r-one",
        new dev.muster.plan.Toolbelt(
            COMMANDS, seconds, usual.outputBytes(), usual.webAllow(), usual.apis()));
  }

  private Answer run(String command, String... args) {
    return belt.call(
        "r-one", "execution", "run", Map.of("command", command, "args", List.of(args)));
  }

  private void script(String name, String text) throws IOException {
    Files.writeString(belt.root("r-one").resolve(name), text.replace("MARK", mark));
  }

  @Test
  void onlyCommandsOfTheAllowListRun() {
    assertThat(run("echo", "a b", "$HOME", "; ls").text())
        .isEqualTo("exit code 0\nfixed a b $HOME ; ls\n");
    assertThat(run("place").text()).contains("the-plan");
    var refused = run("rm", "-rf");
    assertThat(refused.error()).isTrue();
    assertThat(refused.text()).startsWith("command \"rm\" is not allowed; allowed: [");
    assertThat(run("none").text()).contains("cannot start no-such-program-anywhere");
  }

  @Test
  void theExitCodeAndBothOutputsAreAnswered() throws IOException {
    script("fail.sh", "echo out; echo err >&2; pwd; exit 3");
    var answer = run("script", "fail.sh");
    assertThat(answer)
        .isEqualTo(new Answer("exit code 3\nout\nerr\n" + belt.root("r-one") + "\n", false));
  }

  @Test
  void theEnvironmentIsNotOurs() {
    var lines = run("env").text().lines().skip(1).toList();
    assertThat(lines)
        .extracting(line -> line.substring(0, line.indexOf('=')))
        .containsExactlyInAnyOrder("PATH", "HOME", "LANG");
    assertThat(lines).anyMatch(line -> line.startsWith("HOME=" + data));
    assertThat(data.resolve("homes")).isEmptyDirectory();
  }

  @Test
  void argumentsThatLeadOutAreRefused() throws IOException {
    Files.createSymbolicLink(belt.root("r-one").resolve("out"), Path.of("/etc"));
    Files.createDirectories(belt.root("r-one").resolve("src"));
    Files.createSymbolicLink(belt.root("r-one").resolve("src/top"), belt.root("r-one"));
    for (var argument :
        List.of(
            "/etc/passwd",
            "../x",
            "..",
            "src/../../x",
            "--file=/etc/passwd",
            "-I/etc",
            "-f../x",
            "@/etc/passwd",
            "file:///etc/passwd",
            "a:/etc",
            "~/x",
            "~root",
            "out",
            "out/passwd",
            "--x=out/passwd",
            ".git/config",
            "a,/etc/passwd",
            " /etc/passwd",
            "--dir=..",
            "src/top/../x",
            "/",
            "//etc/passwd",
            "/no-such-top/../etc/passwd")) {
      var answer = run("cat", argument);
      assertThat(answer.error()).as("%s: %s", argument, answer.text()).isTrue();
      assertThat(answer.text()).contains("outside the workspace");
    }
  }

  @Test
  void honestArgumentsPass() throws IOException {
    var root = belt.root("r-one");
    Files.createDirectories(root.resolve("src"));
    for (var argument :
        List.of("README.md", "./README.md", "src/../README.md", root + "/README.md")) {
      assertThat(run("cat", argument).text()).as(argument).isEqualTo("exit code 0\nhello\n");
    }
    for (var argument :
        List.of(
            "--test",
            "1/2",
            "a...b",
            "http://127.0.0.1:1/x",
            "x=1",
            "",
            "@scope/name",
            "/no-such-top/health")) {
      assertThat(run("echo", argument).error()).as(argument).isFalse();
    }
  }

  @Test
  void aTimeOutKillsTheWholeTree() throws Exception {
    limit(2);
    script(
        "tree.sh",
        "echo started; (sh -c 'echo a >> ran; sleep MARK' & echo b >> ran; wait) &\n"
            + "setsid sh -c 'echo c >> ran; sleep MARK' &\n"
            + "echo d >> ran; sleep MARK");
    var answer = run("script", "tree.sh");
    assertThat(answer.error()).isTrue();
    assertThat(answer.text()).startsWith("stopped after 2 s, with all its processes\nstarted");
    assertThat(belt.root("r-one").resolve("ran")).content().hasLineCount(4);
    assertAllGone();
  }

  @Test
  void whatACommandLeavesInTheBackgroundIsKilledToo() throws Exception {
    script(
        "background.sh",
        "sleep MARK & setsid sh -c 'sleep MARK & sleep MARK' & sleep 0.5; echo done");
    var answer = run("script", "background.sh");
    assertThat(answer.text()).isEqualTo("exit code 0\ndone\n");
    assertAllGone();
  }

  /** By what they were told to do: a confined process knows another number for itself. */
  private void assertAllGone() throws Exception {
    var end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (areAlive() && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    assertThat(areAlive()).isFalse();
  }

  /** A killed orphan may stay a zombie where nothing reaps it; it has no arguments any more. */
  private boolean areAlive() {
    return ProcessHandle.allProcesses()
        .anyMatch(p -> List.of(p.info().arguments().orElse(new String[0])).contains(mark));
  }

  @Test
  void floodsAreCutInTheMiddleAndNeverBlock() throws IOException {
    script("flood.sh", "echo first; yes | head -c 5000000; echo; echo last");
    var answer = run("script", "flood.sh");
    assertThat(answer.text()).startsWith("exit code 0\nfirst\n").endsWith("last\n");
    assertThat(answer.text()).contains("bytes left out]").hasSizeLessThan(21_000);
  }

  /** Killing an ended process through its Process object closes what was not read yet. */
  @Test
  void aQuickCommandNeverLosesItsOutput() throws Exception {
    var root = belt.root("r-one");
    var enclosed = WorkspacesForTests.enclosure(belt.data);
    var open = WorkspacesForTests.enclosure(belt.data, "unconfined", "unshare");
    for (var i = 0; i < 150; i++) {
      var line = List.of("echo", "run " + i);
      var homes = data.resolve("homes");
      var enclosure = i < 20 ? enclosed : open;
      var command = new Command(line, root, homes, Duration.ofSeconds(20), 1000, enclosure);
      assertThat(command.run()).isEqualTo(new Command.Ended(0, "run " + i + "\n"));
    }
  }

  @Test
  void aCommandThatReadsGetsNoInput() {
    assertThat(run("cat").text()).isEqualTo("exit code 0\n");
  }
}
