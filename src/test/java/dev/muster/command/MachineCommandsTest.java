package dev.muster.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.model.FakeProvider;
import dev.muster.store.DataFolder;
import dev.muster.store.DataFolderLock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** probe, drift, import and uninstall as people call them: exit codes, output, files. */
class MachineCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OPENAI_ANSWER =
      """
      {"model":"qwen3-coder-flash","choices":[{"index":0,"finish_reason":"stop",
       "message":{"role":"assistant","content":"Hello"}}],
       "usage":{"prompt_tokens":1000,"completion_tokens":100}}""";

  private final FakeProvider provider = new FakeProvider();
  @TempDir Path folder;

  @AfterEach
  void stop() {
    provider.close();
  }

  @Test
  void drift_probe_and_uninstall_without_a_running_muster() throws Exception {
    var muster =
        ChildMuster.in(folder)
            .with("MUSTER_REMOTES_URL", "http://127.0.0.1:9")
            .with("MUSTER_MODELS_URL", provider.url())
            .with("MUSTER_REHEARSAL_KEY", "the-providers-key");
    provider.answers(404, "{}");
    var file = muster.place("data/homes/gemini-cli/.gemini/settings.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{\n  // mine\n  \"theme\": \"dark\"\n}\n");
    var wrote = muster.running(WrittenFiles.class).run();
    assertThat(wrote.code()).as(wrote.output()).isZero();
    muster.running(dev.muster.Muster.class);

    assertThat(muster.run("drift")).isEqualTo(ended(0, "no drift: 2 as Muster wrote them"));
    var alone = muster.run("gateway", "tokens");
    assertThat(alone.code()).isEqualTo(2);
    assertThat(alone.lines()).singleElement().asString().contains("no Muster runs on");
    var bound = Files.readString(file);
    Files.writeString(file, bound.replace("serena.mjs", "theirs.mjs"));
    var drift = muster.run("drift");
    assertThat(drift.code()).isEqualTo(1);
    assertThat(drift.lines()).hasSize(2);
    assertThat(drift.lines().get(0))
        .contains("CHANGED", file.toString(), "server serena: args", "d-written1/");
    Files.writeString(file, bound);

    var probe =
        muster.run(
            "probe",
            "--plan",
            muster.plans().resolve("rehearsal.yaml").toString(),
            "--client",
            "gemini-cli",
            "--json");
    assertThat(probe.code()).as(probe.output()).isZero();
    assertThat(JSON.readTree(probe.output()).findValuesAsText("state"))
        .containsExactly("CONNECTED", "CONNECTED");

    var one = muster.run("probe", "--deployment", "d-written1", "--server", "serena");
    assertThat(one.code()).as(one.output()).isEqualTo(1);
    assertThat(one.lines())
        .anyMatch(line -> line.matches("CONNECTED +gemini-cli:serena +\\d+ tools.*"))
        .anyMatch(line -> line.matches("DEGRADED +\\S+:serena .*not configured by Muster.*"))
        .noneMatch(line -> line.contains("finance-mcp-server"));
    var both = muster.run("probe", "--deployment", "d-written1", "--plan", "x");
    assertThat(both.code()).as(both.output()).isEqualTo(2);

    models(muster);
    var rehearsal = muster.plans().resolve("rehearsal.yaml").toString();
    assertThat(muster.run("models", "--plan", rehearsal, "--json").code()).isEqualTo(1);
    assertThat(muster.run("models", "--plan", rehearsal, "--deployment", "x").code()).isEqualTo(2);

    var book = muster.plans().resolve("prices.yaml").toString();
    assertThat(muster.run("reprice", "--deployment", "d-written1", "--prices", book))
        .isEqualTo(ended(0, "sonnet  1 answers  recorded 3.00 USD  under this book 2.00 USD"));
    var invoice = muster.place("invoice.csv");
    Files.writeString(invoice, "date,model,amount\n2026-11-20,claude-sonnet-5,3.10\n");
    var within = muster.run("reconcile", "--invoice", invoice.toString());
    assertThat(within.code()).as(within.output()).isZero();
    assertThat(within.output()).contains("own 3.00 USD  invoiced 3.10 USD  spread 3.2 %");
    var path = invoice.toString();
    assertThat(muster.run("reconcile", "--invoice", path, "--model", "sonnet").code()).isZero();
    assertThat(muster.run("reconcile", "--invoice", path, "--model", "opus").output())
        .contains("nothing in the ledger");
    Files.writeString(invoice, "date,model,amount\n2026-11-20,claude-sonnet-5,3.10\nx,y,z\n");
    var half = muster.run("reconcile", "--invoice", invoice.toString());
    assertThat(half.code()).as("a row was not compared: " + half.output()).isEqualTo(1);
    assertThat(half.output())
        .contains("invoice.csv:3: 'x' is no date", "own 3.00 USD  invoiced 3.10 USD  spread 3.2 %");
    Files.writeString(invoice, "date,model,amount\n2026-11-20,claude-sonnet-5,4\n");
    var over = muster.run("reconcile", "--invoice", invoice.toString());
    assertThat(over.code()).as(over.output()).isEqualTo(1);
    assertThat(over.output()).contains("OVER  2026-11-20  claude-sonnet-5", "spread 25.0 %");
    cutOff(muster, path);

    for (var asked : List.of("drift", "uninstall", "probe")) {
      var unknown = muster.run(asked, "--deployment", "d-none");
      assertThat(unknown.code()).as(unknown.output()).isEqualTo(2);
      assertThat(unknown.lines()).singleElement().asString().contains("d-none");
    }
    var running = muster.run("uninstall");
    assertThat(running.code()).isEqualTo(2);
    assertThat(running.lines()).singleElement().asString().contains("d-written1", "abort it first");
    assertThat(file).hasContent(bound);
    assertThat(muster.running(WrittenFiles.class).run("end").code()).isZero();
    muster.running(dev.muster.Muster.class);

    probedByARunningMuster(muster, provider);

    var undone = muster.run("uninstall", "--deployment", "d-written1");
    assertThat(undone.code()).as(undone.output()).isZero();
    assertThat(undone.lines()).last().isEqualTo("2 taken back");
    assertThat(file).hasContent("{\n  // mine\n  \"theme\": \"dark\"\n}\n");
    assertThat(muster.run("uninstall")).isEqualTo(ended(0, "nothing to take back"));
    assertThat(muster.processes()).isEmpty();
  }

  private static void probedByARunningMuster(ChildMuster muster, FakeProvider provider)
      throws Exception {
    var serve = served(muster);
    try {
      login(muster, "admin", "admins-own");
      var drift = muster.run("drift", "--json", "--deployment", "d-written1");
      assertThat(drift.code()).as(drift.output()).isZero();
      assertThat(JSON.readTree(drift.output()).findValuesAsText("state"))
          .containsExactly("AS_WRITTEN", "AS_WRITTEN");
      var probe =
          muster.run("probe", "--deployment", "d-written1", "--client", "gemini-cli", "--json");
      assertThat(probe.code()).as(probe.output()).isZero();
      assertThat(JSON.readTree(probe.output()).findValuesAsText("state"))
          .containsExactly("CONNECTED", "CONNECTED");
      models(muster);
      modelsNeedALogin(muster);
      var plan = muster.plans().resolve("rehearsal.yaml").toString();
      var loaded = muster.run("models", "--load");
      assertThat(loaded.code()).isEqualTo(2);
      assertThat(loaded.lines()).singleElement().asString().contains("leave out --plan and --load");
      var refused = muster.run("probe", "--plan", plan);
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.lines()).singleElement().asString().contains("leave out --plan");
      tokenOfAPerson(muster, provider);
    } finally {
      serve.destroy();
      muster.await(serve);
    }
  }

  /** One that answered, one that was refused, one that nobody asked. */
  private static void models(ChildMuster muster) throws Exception {
    var table = muster.run("models", "--deployment", "d-written1");
    assertThat(table.code()).as(table.output()).isEqualTo(1);
    assertThat(table.lines())
        .anyMatch(
            line ->
                line.matches(
                    "opus +NO +claude-opus-5; auth, left alone until \\S+Z; price claude-opus-5"
                        + " 5/25; last error 2026-11-20T12:00:00Z: HTTP 401: no \\(its key is"
                        + " \\$\\{MUSTER_REHEARSAL_KEY}\\)"))
        .anyMatch(
            line ->
                line.matches(
                    "sonnet +yes +claude-sonnet-5; answered 2026-11-20T12:00:01Z; price"
                        + " claude-sonnet-5 2/10"))
        .anyMatch(line -> line.matches("haiku +not asked +claude-haiku-4-5; nobody has .*"))
        .anyMatch(line -> line.matches("ollama-llama .*; price free; Ollama does not say: .*"));
    var json = JSON.readTree(muster.run("models", "--json").output());
    assertThat(json.findValuesAsText("name")).startsWith("opus", "sonnet").hasSize(12);
    assertThat(json.get(0).get("reachable").asBoolean()).isFalse();
    assertThat(json.get(2).has("reachable")).isFalse();
    var unknown = muster.run("models", "--deployment", "d-none");
    assertThat(unknown.code()).as(unknown.output()).isEqualTo(2);
    assertThat(unknown.lines()).singleElement().asString().contains("d-none");
  }

  private static void modelsNeedALogin(ChildMuster muster) throws Exception {
    var url = Files.readString(muster.place("data/address")).strip() + "/api/models";
    var asked = HttpRequest.newBuilder(URI.create(url)).build();
    var answer = HttpClient.newHttpClient().send(asked, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).doesNotContain("claude-opus-5");
  }

  private static void tokenOfAPerson(ChildMuster muster, FakeProvider provider) throws Exception {
    var made =
        muster.run(
            "gateway", "token", "--agent", "backend-developer", "--usd", "2.5", "--model", "qwen");
    assertThat(made.code()).as(made.output()).isZero();
    assertThat(made.output()).contains("(shown once)", "http://127.0.0.1:", "2.50 USD until");
    var token = made.output().replaceAll("(?s).*token +(p-[0-9a-f]+\\.[0-9a-f]{64}) .*", "$1");
    var id = token.substring(0, token.indexOf('.'));

    var listed = muster.run("gateway", "tokens");
    assertThat(listed.code()).as(listed.output()).isZero();
    assertThat(listed.lines().get(0)).startsWith(id).contains("admin", "0.00 USD of 2.50 USD");
    assertThat(listed.lines().get(1)).isEqualTo("agent backend-developer  0.00 USD");
    assertThat(listed.output()).doesNotContain(token);
    assertThat(muster.run("gateway", "spending"))
        .isEqualTo(ended(0, "nothing was spent with a personal token yet"));
    spent(muster, provider, token, made.output().replaceAll("(?s).*base URL +(\\S+).*", "$1"));
    var ended = muster.run("gateway", "revoke", id);
    assertThat(ended.code()).as(ended.output()).isZero();
    assertThat(ended.output()).contains("revoked");
    assertThat(muster.run("gateway", "revoke", "p-00").code()).isEqualTo(2);
    assertThat(muster.run("gateway", "token", "--agent", "nobody", "--usd", "1").code())
        .isEqualTo(2);
  }

  /** As a person's own CLI would, which sees neither the provider's address nor its key. */
  private static void spent(ChildMuster muster, FakeProvider provider, String token, String base)
      throws Exception {
    provider.answers(200, OPENAI_ANSWER, "Content-Type", "application/json");
    var asked =
        HttpRequest.newBuilder(URI.create(base + "/chat/completions"))
            .header("Authorization", "Bearer " + token)
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"))
            .build();
    var answer = HttpClient.newHttpClient().send(asked, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var call = provider.received().get(provider.received().size() - 1);
    assertThat(call.header("Authorization")).isEqualTo("Bearer the-providers-key");

    var mine = muster.run("gateway", "spending", "--mine");
    assertThat(mine.code()).as(mine.output()).isZero();
    assertThat(mine.lines())
        .singleElement()
        .asString()
        .matches(
            "\\S+ +admin +backend-developer +qwen +"
                + token.substring(0, token.indexOf('.'))
                + " +1 calls, 1000 tokens in, 100 out +\\S+ USD");
    var json = JSON.readTree(muster.run("gateway", "spending", "--json").output());
    assertThat(json).hasSize(1);
    assertThat(json.get(0).path("owner").asText()).isEqualTo("admin");
    assertThat(json.get(0).path("day").path("usd").decimalValue()).isPositive();
  }

  /** A Muster that answers; it is the caller's to end. */
  private static Process served(ChildMuster muster) throws Exception {
    muster
        .with("MUSTER_ADMIN_PASSWORD", "admins-own")
        .with("MUSTER_APPROVER_PASSWORD", "approvers-own");
    var serve = muster.start("serve");
    var address = muster.place("data/address");
    for (int n = 0; n < 1200 && !Files.exists(address) && serve.isAlive(); n++) {
      Thread.sleep(100);
    }
    return serve;
  }

  /** An invoice of the days before agrees by itself, and not with the month that was asked for. */
  private static void cutOff(ChildMuster muster, String path) throws IOException {
    Files.writeString(Path.of(path), "date,model,amount\n2026-11-19,claude-sonnet-5,0\n");
    var itsOwn = muster.run("reconcile", "--invoice", path);
    assertThat(itsOwn.code()).as(itsOwn.output()).isZero();
    assertThat(itsOwn.output()).contains("compared from 2026-11-19 to 2026-11-19, days of UTC");
    var month =
        muster.run("reconcile", "--invoice", path, "--to", "2026-11-30", "--zone", "+08:00");
    assertThat(month.code()).as(month.output()).isEqualTo(1);
    assertThat(month.output())
        .contains("compared from 2026-11-19 to 2026-11-30, days of +08:00")
        .contains("nothing on the invoice");
    var backwards = muster.run("reconcile", "--invoice", path, "--to", "2026-11-18");
    assertThat(backwards.code()).isEqualTo(2);
    assertThat(backwards.output()).contains("from 2026-11-19 to 2026-11-18");
    var nothing =
        muster.run("reconcile", "--invoice", path, "--from", "2025-11-01", "--to", "2025-11-30");
    assertThat(nothing.code()).as("what compares nothing does not agree").isEqualTo(2);
    assertThat(nothing.output()).contains("nothing was spent from 2025-11-01 to 2025-11-30");
    assertThat(muster.run("reconcile", "--invoice", path, "--zone", "PST").output())
        .contains("'PST' is no zone such as America/Los_Angeles or +08:00");
  }

  @Test
  void a_running_muster_is_asked_with_a_login() throws Exception {
    var muster = ChildMuster.in(folder);
    var serve = served(muster);
    try {
      var asked = muster.run("drift");
      assertThat(asked.code()).as(asked.output()).isEqualTo(2);
      assertThat(asked.lines()).singleElement().asString().contains("MUSTER_USER", "data/login");

      login(muster, "nobody", "admins-own");
      assertThat(muster.run("drift").code()).isEqualTo(2);
      login(muster, "admin", "admins-own");
      assertThat(muster.run("drift")).isEqualTo(ended(0, "Muster holds nothing on this machine"));
      assertThat(muster.run("uninstall")).isEqualTo(ended(0, "nothing to take back"));
      var book = muster.plans().resolve("prices.yaml").toString();
      assertThat(muster.run("reprice", "--prices", book))
          .isEqualTo(ended(0, "nothing was used yet"));
      var invoice = Files.writeString(muster.place("i.csv"), "day,model,usd\n2026-11-20,m,1\n");
      var reconciled = muster.run("reconcile", "--invoice", invoice.toString());
      assertThat(reconciled.code()).as(reconciled.output()).isEqualTo(1);
      assertThat(reconciled.output()).contains("nothing in the ledger");
      var probe = muster.run("probe");
      assertThat(probe.code()).isEqualTo(2);
      assertThat(probe.output()).contains("there is no deployment yet");
    } finally {
      serve.destroy();
      muster.await(serve);
    }
    assertThat(muster.place("data/address")).doesNotExist();
  }

  @Test
  void a_login_that_others_may_read_is_refused() throws Exception {
    var muster = ChildMuster.in(folder);
    var data = Files.createDirectories(muster.place("data"));
    Files.writeString(data.resolve("address"), "http://127.0.0.1:9");
    Files.writeString(data.resolve("login"), "MUSTER_USER=a\nMUSTER_PASSWORD=hunter2\n");
    Files.setPosixFilePermissions(
        data.resolve("login"), PosixFilePermissions.fromString("rw-r--r--"));
    try (var held = DataFolderLock.take(DataFolder.at(data))) {
      var refused = muster.run("drift");
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.lines()).hasSize(1);
      assertThat(refused.output()).contains("login").doesNotContain("hunter2");
    }
  }

  @Test
  void import_needs_neither_database_nor_data_folder() throws Exception {
    var muster = ChildMuster.in(folder);
    var home = Files.createDirectories(muster.place("own/.copilot")).getParent();
    Files.writeString(
        home.resolve(".copilot/mcp-config.json"),
        "{\"mcpServers\":{\"x\":{\"type\":\"http\",\"url\":\"https://h/mcp\","
            + "\"headers\":{\"Authorization\":\"Bearer hunter2\"}}}}");
    var out = muster.place("mine.yaml");
    var done = muster.run("import", "--home", home.toString(), "--out", out.toString());

    assertThat(done.code()).as(done.output()).isZero();
    assertThat(done.output()).contains("X_AUTHORIZATION").doesNotContain("hunter2");
    assertThat(out).content().contains("Bearer ${X_AUTHORIZATION}").doesNotContain("hunter2");
    assertThat(muster.place("data")).doesNotExist();
    var again = muster.run("import", "--home", home.toString(), "--out", out.toString());
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.output()).contains("is there already");
    var none = muster.run("import", "--home", folder.resolve("none").toString());
    assertThat(none.code()).isEqualTo(2);
    assertThat(muster.run("import", "--client", "emacs").code()).isEqualTo(2);
  }

  @Test
  void import_reads_a_projects_files_or_one_file() throws Exception {
    var muster = ChildMuster.in(folder);
    var project = Files.createDirectories(muster.place("shop"));
    var file = project.resolve(".mcp.json");
    Files.writeString(file, "{\"mcpServers\":{\"own\":{\"command\":\"uvx\",\"args\":[\"o\"]}}}");

    var whole = muster.run("import", "--project", project.toString());
    assertThat(whole.code()).as(whole.output()).isZero();
    assertThat(whole.output()).contains("own:", "uvx", "project:", "kind: claude-code");
    var one = muster.run("import", "--client", "qwen-code", file.toString());
    assertThat(one.code()).as(one.output()).isZero();
    assertThat(one.output()).contains("own:", "uvx", "kind: qwen-code").doesNotContain("project:");
    var whose = muster.run("import", file.toString());
    assertThat(whose.code()).isEqualTo(2);
    assertThat(whose.output()).contains("a FILE needs one --client");
  }

  private static ChildMuster.Ended ended(int code, String line) {
    return new ChildMuster.Ended(code, line + System.lineSeparator());
  }

  private static void login(ChildMuster muster, String user, String password) throws Exception {
    var file = muster.place("data/login");
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, "MUSTER_USER=" + user + "\nMUSTER_PASSWORD=" + password + "\n");
  }
}
