package dev.muster.toolbelt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.plan.Toolbelt;
import dev.muster.store.DataFolder;
import dev.muster.workspace.WorkspacesForTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As an agent that looks for trouble: real programs that reach for what is Muster's. */
@Timeout(120)
class EnclosureTest {
  private static final String SECRET = "the-very-secret";
  private static final Map<String, List<String>> COMMANDS =
      Map.of("node", List.of("node"), "script", List.of("sh"));
  private static final Toolbelt LIMITS = new Toolbelt(COMMANDS, 20, 20_000, List.of(), Map.of());

  @TempDir Path temporary;
  private Path data;
  private Belt belt;

  /** Not below the folder of temporary files, which is covered as a whole. */
  @BeforeEach
  void start() throws IOException {
    data = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "enclosure");
    open(data);
    assumeTrue(hasNamespaces(), "this machine gives programs no namespaces");
    assertThat(WorkspacesForTests.enclosure(DataFolder.at(data)).warning()).isEmpty();
  }

  private static boolean hasNamespaces() {
    try {
      var line = "unshare --user --map-root-user --mount --ipc --pid --fork --mount-proc true";
      return new ProcessBuilder(line.split(" ")).start().waitFor() == 0;
    } catch (IOException none) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void open(Path folder) throws IOException {
    belt = new Belt(folder);
    belt.run("r-one", LIMITS);
    belt.run("r-two", LIMITS);
    for (var name : List.of("postgres.password", "secrets.env", "checks/c.1/check.mjs")) {
      Files.createDirectories(folder.resolve(name).getParent());
      Files.writeString(folder.resolve(name), SECRET);
    }
    Files.writeString(belt.root("r-two").resolve("work.txt"), SECRET);
  }

  @AfterEach
  void stop() throws Exception {
    belt.close();
    try (var all = Files.walk(data)) {
      all.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  private String node(String program) throws IOException {
    return run("node", "try.mjs", program);
  }

  private String shell(String program) throws IOException {
    return run("script", "try.sh", program);
  }

  private String run(String command, String file, String program) throws IOException {
    Files.writeString(belt.root("r-one").resolve(file), program);
    return belt.call("r-one", "execution", "run", Map.of("command", command, "args", List.of(file)))
        .text();
  }

  private List<Path> secrets() {
    return List.of(
        belt.data.resolve("postgres.password"),
        belt.data.resolve("secrets.env"),
        belt.data.resolve("toolbelt.key"),
        belt.data.resolve("checks/c.1/check.mjs"),
        belt.root("r-two").resolve("work.txt"),
        Path.of("/proc/" + ProcessHandle.current().pid() + "/environ"));
  }

  @Test
  void nothing_of_musters_can_be_read() throws Exception {
    cannotRead(secrets());
  }

  @Test
  void nor_where_the_data_folder_is_among_temporary_files() throws Exception {
    belt.close();
    open(temporary);
    Files.writeString(temporary.resolve("mine"), SECRET);
    var all = new ArrayList<>(secrets());
    all.add(temporary.resolve("mine"));
    cannotRead(all);
  }

  private void cannotRead(List<Path> paths) throws IOException {
    var ways = new ArrayList<String>();
    for (var path : paths) {
      assertThat(path).exists();
      ways.add("'" + path + "'");
      ways.add("'" + belt.root("r-one").relativize(path) + "'");
      ways.add("'/proc/1/cwd/" + belt.root("r-one").relativize(path) + "'");
    }
    var read =
        "import fs from 'fs'; for (const f of %s) try { console.log(f, fs.readFileSync(f, 'utf8'))}"
            + " catch (e) { console.log(e.code) }";
    assertThat(node(read.formatted(ways)).lines().skip(1))
        .hasSize(ways.size())
        .containsOnly("ENOENT");
  }

  @Test
  void what_is_musters_cannot_be_written_and_the_workspace_can() throws Exception {
    var attempt =
        "import fs from 'fs'; for (const f of %s) try { fs.writeFileSync(f, 'x') }"
            + " catch (e) { console.log(e.code) }";
    var checkout = Path.of("").toAbsolutePath();
    var files =
        List.of(
            data.resolve("secrets.env"),
            checkout.resolve("pom.xml.new"),
            checkout.resolve("target/enclosure.new"),
            Path.of("/sys/kernel/x"),
            Path.of("/proc/sys/kernel/core_pattern"),
            Path.of("/proc/sysrq-trigger"));
    var list = new ArrayList<String>();
    files.forEach(file -> list.add("'" + file + "'"));
    // Below /tmp the program has a folder of its own, whose files are nobody else's.
    var refused = files.stream().filter(file -> !file.startsWith("/tmp")).count();
    assertThat(node(attempt.formatted(list)).lines().filter(l -> l.matches("E[A-Z]+")))
        .hasSize((int) refused)
        .allMatch(code -> List.of("EROFS", "EACCES", "ENOENT", "EPERM").contains(code));
    assertThat(checkout.resolve("pom.xml.new")).doesNotExist();
    assertThat(checkout.resolve("target/enclosure.new")).doesNotExist();
    assertThat(data.resolve("secrets.env")).hasContent(SECRET);

    var own = Path.of("/tmp/muster-enclosure-" + System.nanoTime());
    assertThat(shell("mkdir made && echo good >made/file && echo $HOME >$HOME/x && echo t >" + own))
        .isEqualTo("exit code 0\n");
    var made = belt.root("r-one").resolve("made/file");
    assertThat(made).hasContent("good");
    assertThat(Files.getOwner(made)).isEqualTo(Files.getOwner(data));
    assertThat(own).doesNotExist();
  }

  /** Rights over namespaces are given up, and no new ones can be made. */
  @Test
  void no_way_leads_around_the_cover() throws Exception {
    var ways =
        List.of(
            "umount DATA",
            "umount -l DATA",
            "mount --bind / /tmp",
            "mount -o remount,rw DATA",
            "unshare -U -r -m umount -l DATA",
            "unshare -U -r -m sh -c 'mkdir -p /tmp/a && mount --rbind DATA/.. /tmp/a'",
            "unshare -U -r -m sh -c 'mount --bind /proc /tmp && umount -l DATA'",
            "unshare -U -r -m -p -f --mount-proc umount -l DATA",
            "nsenter -t 1 -m umount DATA",
            "chroot /proc/1/root umount DATA",
            "mknod disk b 254 0",
            "kill -9 1; sleep 0.2; false");
    var look = "\nls DATA /proc /dev; cat DATA/secrets.env /tmp/a/*/secrets.env; exit 9";
    for (var way : ways) {
      var answer = shell((way + " && echo DONE" + look).replace("DATA", data.toString()));
      assertThat(answer).as(way).startsWith("exit code 9\n").doesNotContain(SECRET, "DONE");
      assertThat(answer.lines())
          .as(way)
          .contains("null", "self", "workspaces")
          .doesNotContain("vda", "sda", "mem", "secrets.env", "" + ProcessHandle.current().pid());
    }
  }

  @Test
  void the_program_has_no_rights_and_ends_as_it_would_elsewhere() throws Exception {
    assertThat(shell("grep -E '^(Cap|NoNewPrivs)' /proc/self/status").lines().skip(1))
        .allMatch(line -> line.matches("Cap...:\\s+0+|NoNewPrivs:\\s+1"))
        .hasSize(6);
    assertThat(shell("kill -TERM $$")).startsWith("exit code 143\n");
    assertThat(shell("exit 126")).isEqualTo("exit code 126\n");
    assertThat(shell("no-such-program-at-all")).startsWith("exit code 127\n");
    assertThat(node("process.abort()")).startsWith("exit code 134\n");
  }

  @Test
  void a_server_of_the_programs_own_answers_on_loopback() throws Exception {
    var program =
        """
        import { spawn } from 'node:child_process';
        const server = `require('http').createServer((q, a) => a.end('well'))
          .listen(0, '127.0.0.1', function () { console.log(this.address().port) })`;
        const child = spawn('node', ['-e', server]);
        child.stdout.once('data', async port => {
          const answer = await fetch('http://127.0.0.1:' + String(port).trim());
          console.log(await answer.text());
          child.kill();
        });
        """;
    assertThat(node(program)).isEqualTo("exit code 0\nwell\n");
  }

  @Test
  void nothing_of_a_command_stays_behind() throws Exception {
    shell("mkdir $HOME/shut && touch $HOME/shut/x && chmod 000 $HOME/shut; echo x >/dev/shm/x");
    assertThat(data.resolve("homes")).isEmptyDirectory();
    assertThat(Path.of("/dev/shm/x")).doesNotExist();
    assertThat(Files.readString(Path.of("/proc/self/mountinfo"), UTF_8)).doesNotContain("cover.");
  }
}
