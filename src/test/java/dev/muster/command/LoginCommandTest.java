package dev.muster.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.RealClis;
import dev.muster.mcp.oauth.GuardedServer;
import dev.muster.mcp.oauth.LoginFixture;
import dev.muster.plan.TestPlans;
import dev.muster.store.DataFolder;
import dev.muster.store.DataFolderLock;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands as a person types them, while another Muster holds the data folder. */
@Timeout(180)
class LoginCommandTest {
  private static final Pattern ADDRESS = Pattern.compile("^  (http://\\S+)$", Pattern.MULTILINE);
  @TempDir Path folder;
  private GuardedServer guarded;
  private ChildMuster muster;
  private DataFolder data;
  private DataFolderLock held;
  private String plan;

  @BeforeEach
  void start() throws Exception {
    guarded = new GuardedServer(Files.createDirectories(folder.resolve("guarded")));
    muster = ChildMuster.in(folder.resolve("muster"));
    data = DataFolder.at(muster.place("data"));
    held = DataFolderLock.take(data);
    plan =
        TestPlans.file(
                Files.createDirectories(folder.resolve("plan")),
                "https://mcp.linear.app/mcp",
                guarded.url(),
                "headers:",
                "oauth:",
                "Authorization: Bearer ${LINEAR_API_KEY}",
                "scopes: [read]")
            .toString();
  }

  @AfterEach
  void stop() throws Exception {
    held.close();
    guarded.close();
  }

  @Test
  void a_person_logs_in_and_out() throws Exception {
    var port = String.valueOf(RealClis.freePort());
    var login = muster.start("login", "linear", "--plan", plan, "--no-browser", "--port", port);
    var address = address(login);
    assertThat(URLDecoder.decode(address.getRawQuery(), StandardCharsets.UTF_8))
        .contains("redirect_uri=http://127.0.0.1:" + port + "/");
    assertThat(LoginFixture.visit(address)).isEqualTo(200);
    var ended = muster.await(login);
    assertThat(ended.output())
        .contains(
            "Logged in: linear at http://127.0.0.1:", "granted: read", "then Muster renews it");
    assertThat(ended.code()).isZero();
    assertThat(guarded.secrets()).noneMatch(ended.output()::contains);
    assertThat(logins()).isOne();

    var out = muster.run("logout", "linear");
    assertThat(out.output()).contains("Logged out: linear");
    assertThat(out.code()).isZero();
    assertThat(guarded.revocations).hasValue(1);
    assertThat(logins()).isZero();

    var unknown = muster.run("login", "linear", "--no-browser");
    assertThat(unknown.output()).contains("name the plan with --plan");
    assertThat(unknown.code()).isEqualTo(2);
  }

  @Test
  void ctrl_c_ends_the_wait_and_leaves_nothing() throws IOException {
    var ended = muster.stoppedAt("Ctrl-C stops", "login", "linear", "--plan", plan, "--no-browser");
    assertThat(ended.output()).contains("stopped, nobody was logged in");
    assertThat(ended.code()).isEqualTo(3);
    assertThat(logins()).isZero();
  }

  private URI address(Process login) throws InterruptedException {
    var shown = ADDRESS.matcher(muster.said());
    while (!shown.find()) {
      assertThat(login.isAlive()).as(muster.said()).isTrue();
      Thread.sleep(100);
      shown = ADDRESS.matcher(muster.said());
    }
    return URI.create(shown.group(1));
  }

  private long logins() throws IOException {
    if (!Files.isDirectory(data.resolve("oauth"))) {
      return 0;
    }
    try (Stream<Path> files = Files.list(data.resolve("oauth"))) {
      return files.filter(file -> file.toString().endsWith(".json")).count();
    }
  }
}
