package dev.muster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.muster.client.CliSessions.Login;
import dev.muster.client.CliSessions.Session;
import dev.muster.client.CliSessions.State;
import dev.muster.plan.Client;
import dev.muster.plan.Client.Kind;
import dev.muster.plan.McpServer;
import dev.muster.secret.MapSecrets;
import dev.muster.store.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that behave as badly as CLIs can; the real ones are in the suite {@code clis}. */
@Timeout(120)
class LocalCliSessionsTest {
  @TempDir Path folder;
  private final MapSecrets secrets = new MapSecrets();

  @Test
  void a_missing_program_and_another_version_are_told_with_their_mend() throws IOException {
    assertThatThrownBy(() -> run(session("/nowhere/qwen", "1.2.3", 30)))
        .isInstanceOf(CliRefused.class)
        .hasMessageContaining("/nowhere/qwen is not there. Mend: install it");
    var cli = script("echo started > \"$HOME/../../../started\"");
    assertThatThrownBy(() -> run(session(cli, "9.9.9", 30)))
        .isInstanceOf(CliRefused.class)
        .hasMessage(
            "client cli is version 1.2.3, and the plan says 9.9.9. Mend: install 9.9.9, or write"
                + " version: 1.2.3");
    assertThat(folder.resolve("data/started")).doesNotExist();
  }

  @Test
  void a_session_knows_nothing_of_musters_environment_and_leaves_no_home() throws IOException {
    var ended = run(session(script("env; pwd; ls -A"), "1.2.3", 30));
    assertThat(ended.state()).isEqualTo(State.UNREADABLE);
    assertThat(ended.reason().lines().filter(line -> line.matches("[A-Z_]+=.*")))
        .extracting(line -> line.replaceFirst("=.*", ""))
        .isSubsetOf(
            "PATH",
            "HOME",
            "TMPDIR",
            "LANG",
            "NO_COLOR",
            "PWD",
            "OLDPWD",
            "SHLVL",
            "_",
            "XDG_CACHE_HOME",
            "COPILOT_AUTO_UPDATE",
            "GEMINI_CLI_NO_RELAUNCH",
            "MUSTER_SESSION_ROOM",
            "OPENAI_API_KEY",
            "OPENAI_MODEL",
            "QWEN_CODE_SUPPRESS_YOLO_WARNING",
            "QWEN_SYSTEM_MD");
    try (var rooms = Files.list(folder.resolve("data/sessions"))) {
      assertThat(rooms).isEmpty();
    }
  }

  /** An argument may have 128 KiB at most. */
  @Test
  void a_long_task_and_a_long_prompt_reach_the_cli_whole() throws IOException {
    var took = folder.resolve("took");
    var cli = script("cat > " + took + ".task; cp \"$QWEN_SYSTEM_MD\" " + took + ".prompt");
    var text = "Each of these lines counts.\n".repeat(200 * 1024 / 28);
    run(session(cli, "1.2.3", 30, "Your task: " + text, "You are it. " + text));
    assertThat(folder.resolve("took.task")).hasContent("Your task: " + text);
    assertThat(folder.resolve("took.prompt")).hasContent("You are it. " + text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.2.3-nightly.1", "1.2.31", "11.2.3", "", "v1.2", "Node.js 24.0.0 1.2.3"})
  void whatever_is_not_the_plans_version_is_refused_with_one_line(String told) throws IOException {
    var cli = script("echo started > " + folder.resolve("started"));
    Files.writeString(Path.of(cli), Files.readString(Path.of(cli)).replace("1.2.3", told));
    assertThatThrownBy(() -> run(session(cli, "1.2.3", 30)))
        .isInstanceOf(CliRefused.class)
        .hasMessageStartingWith("client cli is version ")
        .hasMessageContaining(", and the plan says 1.2.3. Mend: install 1.2.3, or write version: ")
        .hasMessageNotContaining("\n");
    assertThat(folder.resolve("started")).doesNotExist();
  }

  private static final String DONE =
      "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,\"result\":\"Done.\","
          + "\"usage\":{\"input_tokens\":7,\"output_tokens\":2}}";

  /** 50 MB on each stream, in lines: what comes at the end still counts. */
  @Test
  void a_flood_costs_no_memory_and_hides_no_end() throws IOException {
    var flood = "yes '{\"type\":\"stream_event\",\"text\":\"x\"}' | head -c 52428800";
    var cli = script(flood + "; " + flood + " >&2; echo; echo '" + DONE + "'");
    var ended = run(session(cli, "1.2.3", 60));
    assertThat(ended.state()).as(ended.reason()).isEqualTo(State.DONE);
    assertThat(ended.text()).isEqualTo("Done.");
    assertThat(ended.usage().total()).isEqualTo(9);
  }

  @Test
  void a_line_of_50_megabytes_is_unreadable_and_told_by_its_end() throws IOException {
    var cli = script("head -c 52428800 /dev/zero | tr '\\0' x; echo the end");
    var ended = run(session(cli, "1.2.3", 60));
    assertThat(ended.state()).isEqualTo(State.UNREADABLE);
    assertThat(ended.reason()).contains("xxx", "the end").hasSizeLessThan(5000);
    assertThat(ended.usage()).isNull();
  }

  @Test
  void a_cli_that_repeats_its_token_does_not_bring_it_into_what_is_told() throws IOException {
    var often = "yes key-of-the-run | head -n 200 | tr -d '\\n'";
    var ended = run(session(script(often + "; " + often + " >&2"), "1.2.3", 30));
    assertThat(ended.reason()).contains("${MUSTER_RUN_TOKEN}").doesNotContain("key-of", "the-run");
  }

  /** Cut first, its half would be known to nobody. */
  @Test
  void a_token_at_the_place_where_closing_words_are_cut_is_not_told_in_half() throws IOException {
    secrets.remember("KEY", "abcdefghij0123456789");
    var end = "x".repeat((256 << 10) - 10);
    var said = folder.resolve("said");
    Files.writeString(said, DONE.replace("Done.", "abcdefghij0123456789" + end));
    var ended = run(session(script("cat " + said), "1.2.3", 30));
    assertThat(ended.state()).as(ended.reason()).isEqualTo(State.DONE);
    assertThat(ended.text()).doesNotContain("0123456789").endsWith("xxxx");
  }

  /** Each 1 and each 1111 would be taken out of the figures, and what was paid be paid again. */
  @Test
  void neither_a_short_header_nor_a_secret_of_digits_changes_what_is_counted() throws IOException {
    secrets.remember("PIN", "1111");
    var done = DONE.replace("7,", "1111,").replace("Done.", "It is 1111.");
    var tenant = server(Map.of("X-Tenant", "1", "Authorization", "Bearer key-of-the-toolbelt"));
    var cli = script("echo '" + done.replace("It is", "It is key-of-the-toolbelt") + "'");
    var ended = run(session(cli, "1.2.3", 30, List.of(tenant)));
    assertThat(ended.state()).as(ended.reason()).isEqualTo(State.DONE);
    assertThat(ended.usage().total()).isEqualTo(1113);
    assertThat(ended.text()).isEqualTo("It is ${MUSTER_RUN_TOKEN} ${PIN}.");
  }

  /** Else a third party's server gets the run's token, or the CLI works as its server. */
  @Test
  void a_servers_secret_and_the_clis_own_key_of_one_name_stay_apart() throws IOException {
    secrets.define("OPENAI_API_KEY", "key-of-the-server");
    var files = folder.resolve("servers.json");
    var seen = folder.resolve("seen");
    var cli =
        script(
            "cp $HOME/servers.json %s; echo $OPENAI_API_KEY $MUSTER_SERVER_OPENAI_API_KEY > %s"
                .formatted(files, seen));
    var theirs = server(Map.of("Authorization", "Bearer ${OPENAI_API_KEY}"));
    var child = ClientFixture.server("child", "/bin/true", List.of(), Map.of(), null);

    run(clear(session(cli, "1.2.3", 30, List.of(theirs, child))));

    assertThat(files)
        .content()
        .contains("\"Bearer key-of-the-server\"")
        .as("it is started by the CLI, which has its key in its environment")
        .containsPattern("\"env\": \\{\\s*\"OPENAI_API_KEY\": \"\",");
    assertThat(seen).as("nothing of it refers to what a CLI expands").hasContent("key-of-the-run");
  }

  /** Law 5: in clear only where the client has no reference syntax and the plan says so. */
  @Test
  void a_cli_that_expands_nothing_gets_a_servers_secret_only_where_the_plan_says_so()
      throws IOException {
    secrets.define("TOKEN", "key-of-the-server");
    var started = folder.resolve("started");
    var cli = script("echo started > " + started);
    var theirs = server(Map.of("Authorization", "Bearer ${TOKEN}"));

    assertThatThrownBy(() -> run(session(cli, "1.2.3", 30, List.of(theirs))))
        .hasMessageContaining("cli does not expand Bearer ${TOKEN}: set resolveSecrets")
        .hasMessageNotContaining("key-of-the-server");
    assertThat(started).doesNotExist();
  }

  private static Session clear(Session s) {
    var c = s.client();
    var clear =
        new Client(c.name(), c.kind(), c.home(), c.servers(), false, true, null, c.command());
    return new Session(
        s.name(),
        clear,
        s.version(),
        s.model(),
        s.login(),
        s.prompt(),
        s.task(),
        s.servers(),
        s.maxTurns(),
        s.limit());
  }

  /** It left its parent and its group, and would go on calling its model. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void a_child_that_runs_away_is_ended_with_its_session() throws IOException {
    var cli = script("setsid sh -c 'sleep 300 & sleep 300' >/dev/null 2>&1 &\nsleep 300");
    var ended = run(session(cli, "1.2.3", 3));
    assertThat(ended.state()).isEqualTo(State.TIME);
    assertThat(ended.exitCode()).isNull();
    assertThat(Remains.of(folder.resolve("data/sessions").toRealPath())).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void what_a_killed_muster_left_running_is_ended_at_the_next_start() throws Exception {
    var room = Files.createDirectories(folder.resolve("data/sessions/r-1.1.x")).toRealPath();
    var builder = new ProcessBuilder("sleep", "300");
    builder.environment().put(Remains.MARK, room.toString());
    var left = builder.start();

    sessions();

    assertThat(left.onExit()).succeedsWithin(Duration.ofSeconds(30));
    assertThat(room).doesNotExist();
  }

  /** Rooms that cannot be deleted, whichever is looked at first. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void rooms_that_cannot_be_deleted_leave_no_cli_of_another_room_alive() throws Exception {
    for (int i = 0; i < 9; i++) {
      deep(Files.createDirectories(folder.resolve("data/sessions/r-" + i + ".1.x")));
    }
    Files.createSymbolicLink(folder.resolve("data/sessions/r-9.1.x"), folder.resolve("nowhere"));
    var room = Files.createDirectories(folder.resolve("data/sessions/r-5.2.x")).toRealPath();
    var builder = new ProcessBuilder("sleep", "300");
    builder.environment().put(Remains.MARK, room.toString());
    var left = builder.start();
    try {
      sessions();

      assertThat(left.onExit()).succeedsWithin(Duration.ofSeconds(30));
      assertThat(room).doesNotExist();
    } finally {
      left.destroyForcibly();
      removed();
    }
  }

  /** It is paid for. */
  @Test
  void a_session_that_is_done_counts_though_its_room_cannot_be_deleted() throws Exception {
    try {
      var ended = run(session(script(DEEP + "\necho '" + DONE + "'"), "1.2.3", 30));

      assertThat(ended.state()).as(ended.reason()).isEqualTo(State.DONE);
      assertThat(folder.resolve("data/sessions")).isNotEmptyDirectory();
    } finally {
      removed();
    }
  }

  /**
   * Folders in folders until no path can name the last one: whoever may do all cannot delete it.
   */
  private static final String DEEP =
      "long=$(printf '%0200d' 1); for i in $(seq 30); do mkdir $long && cd -P $long; done; cd /";

  private static void deep(Path room) throws Exception {
    ended(new ProcessBuilder("sh", "-c", DEEP).directory(room.toFile()));
  }

  /** JUnit could not. */
  private void removed() throws Exception {
    ended(new ProcessBuilder("rm", "-rf", folder.resolve("data/sessions").toString()));
  }

  private static void ended(ProcessBuilder builder) throws Exception {
    assertThat(builder.start().waitFor()).isZero();
  }

  /** The money for it is reserved in between: what fails before that costs nothing. */
  @Test
  void it_is_told_to_begin_when_all_is_ready_for_its_start() throws IOException {
    var starts = folder.resolve("starts");
    var cli = script("echo started >> " + starts);
    var told = new ArrayList<Boolean>();
    Runnable begins = () -> told.add(Files.exists(starts));
    sessions().run(session(cli, "1.2.3", 30), begins);
    assertThat(told).as("once, and before it was started").containsExactly(false);
    assertThat(starts).hasContent("started");

    Runnable refuses =
        () -> {
          throw new IllegalStateException("no money");
        };
    assertThatThrownBy(() -> sessions().run(session(cli, "1.2.3", 30), refuses))
        .hasMessage("no money");
    assertThatThrownBy(() -> sessions().run(session(cli, "9.9.9", 30), begins))
        .isInstanceOf(CliRefused.class);
    var needs = server(Map.of("X-Key", "${NOT_THERE}"));
    var copilot = session(Kind.COPILOT_CLI, cli, List.of(needs));
    assertThatThrownBy(() -> sessions().run(copilot, begins)).isInstanceOf(CliRefused.class);
    assertThat(starts).hasContent("started");
    assertThat(told).hasSize(1);
  }

  @Test
  void a_program_that_is_gone_when_it_is_to_start_is_refused() throws IOException {
    var cli = script("echo started");
    Files.writeString(
        Path.of(cli), Files.readString(Path.of(cli)).replace("exit; fi", "rm $0; exit; fi"));
    assertThatThrownBy(() -> run(session(cli, "1.2.3", 30)))
        .isInstanceOf(CliRefused.class)
        .hasMessage("cli: cannot start " + cli + ": is it installed?");
  }

  @Test
  void cancelled_while_it_tells_its_version_it_is_cancelled_and_not_of_another() throws Exception {
    var asked = folder.resolve("asked");
    var cli = slow("touch " + asked + "; sleep 60");
    var end = new CompletableFuture<Throwable>();
    var thread =
        new Thread(() -> end.complete(catchThrowable(() -> run(session(cli, "1.2.3", 9)))));
    thread.start();
    while (!Files.exists(asked)) {
      Thread.onSpinWait();
    }

    thread.interrupt();

    assertThat(end.get(30, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
  }

  @Test
  void one_that_does_not_tell_its_version_in_time_is_not_told_to_be_another() throws IOException {
    var session = session(slow("sleep 60"), "1.2.3", 30);
    var programs = new CliProgram(secrets, Duration.ofSeconds(1));
    var started = programs.of(session, Cli.of(Kind.QWEN_CODE));
    try (var room = Room.in(folder.resolve("rooms"), folder.resolve("cache"), "r-1.1")) {
      assertThatThrownBy(() -> programs.requireVersion(session, started, room))
          .isInstanceOf(CliRefused.class)
          .hasMessage(
              "client cli did not tell its version in 1 s. Mend: see what keeps %s --version from"
                      .formatted(session.client().command())
                  + " answering, and try again");
    }
  }

  /** It thinks before it tells its version. */
  private String slow(String body) throws IOException {
    var cli = Path.of(script("exit"));
    Files.writeString(cli, "#!/bin/sh\n" + body + "\necho 1.2.3\n");
    return cli.toString();
  }

  private CliSessions.Ended run(Session session) {
    return sessions().run(session, () -> {});
  }

  private LocalCliSessions sessions() {
    return new LocalCliSessions(
        new References(secrets), secrets, DataFolder.at(folder.resolve("data")));
  }

  private String script(String body) throws IOException {
    var file = folder.resolve("cli.sh");
    Files.writeString(
        file, "#!/bin/sh\nif [ \"$1\" = --version ]; then echo 1.2.3; exit; fi\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file.toString();
  }

  private static Session session(String command, String version, int seconds) {
    return session(command, version, seconds, List.of());
  }

  private static Session session(Kind kind, String command, List<McpServer> servers) {
    var it = session(command, "1.2.3", 30, servers);
    var client = new Client("cli", kind, "~", List.of(), false, false, null, command);
    return new Session(
        it.name(),
        client,
        it.version(),
        it.model(),
        it.login(),
        it.prompt(),
        it.task(),
        servers,
        it.maxTurns(),
        it.limit());
  }

  private static Session session(
      String command, String version, int seconds, List<McpServer> servers) {
    return session(command, version, seconds, "Your task: do it", "You are it.", servers);
  }

  private static McpServer server(Map<String, String> headers) {
    return new McpServer(
        "toolbelt",
        null,
        List.of(),
        Map.of(),
        "http://127.0.0.1:9/mcp",
        headers,
        null,
        List.of(),
        List.of(),
        null,
        false,
        30);
  }

  private static Session session(
      String command, String version, int seconds, String task, String prompt) {
    return session(command, version, seconds, task, prompt, List.of());
  }

  private static Session session(
      String command,
      String version,
      int seconds,
      String task,
      String prompt,
      List<McpServer> servers) {
    return new Session(
        "r-1.1",
        new Client("cli", Kind.QWEN_CODE, "~", List.of(), false, false, null, command),
        version,
        "m-1",
        new Login(null, "key-of-the-run", false),
        prompt,
        task,
        servers,
        9,
        Duration.ofSeconds(seconds));
  }
}
