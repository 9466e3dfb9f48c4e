package dev.muster.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.muster.mcp.McpFailure.Kind;
import dev.muster.mcp.oauth.GuardedServer;
import dev.muster.mcp.oauth.LoginFailed;
import dev.muster.mcp.oauth.LoginFixture;
import dev.muster.mcp.oauth.LoginFlow.Granted;
import dev.muster.plan.Binding;
import dev.muster.plan.McpServer;
import dev.muster.plan.McpServer.OAuth;
import dev.muster.store.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Sessions at a server that wants a login: a real one, on loopback, with real redirects. */
@Timeout(60)
class LoginTest {
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final OAuth WANTED = new OAuth(null, null, List.of());
  private final McpFixture room = new McpFixture();
  private GuardedServer guarded;
  private McpServer server;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    guarded = new GuardedServer(folder);
    server = McpFixture.login(guarded.url(), WANTED);
  }

  @AfterEach
  void stop() throws Exception {
    room.close();
    guarded.close();
  }

  @Test
  void a_login_opens_the_server_to_sessions() {
    Granted granted = login();
    assertThat(granted.scopes()).containsExactly("read");
    assertThat(granted.renewed()).isTrue();
    assertThat(word()).isEqualTo("sesame");
    assertThat(guarded.refreshes).hasValue(0);
  }

  @Test
  void without_a_login_nothing_is_sent_and_the_person_is_told_what_to_run() {
    McpFailure failure = failure();
    assertThat(failure.kind()).isEqualTo(Kind.NEEDS_AUTH);
    assertThat(failure).hasMessage("guarded needs a login: run ./muster login guarded");
    assertThat(guarded.requests).hasValue(0);
    assertThat(room.login.flow.known("guarded")).map(McpServer::url).contains(guarded.url());
  }

  @Test
  void a_server_that_asks_by_itself_needs_no_word_in_the_plan() {
    server = McpFixture.login(guarded.url(), null);
    assertThat(failure()).hasMessageContaining("run ./muster login guarded");
    login();
    assertThat(word()).isEqualTo("sesame");
  }

  @Test
  void the_file_is_its_owners_alone() throws IOException {
    login();
    Path file = files().get(0);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(failure()).hasMessageContaining("chmod 600");
  }

  @Test
  void a_token_that_ended_is_renewed_once_for_all_who_ask() {
    login();
    assertThat(word()).isEqualTo("sesame");
    guarded.endAccessTokens();
    List<CompletableFuture<String>> all =
        IntStream.range(0, 8)
            .mapToObj(n -> CompletableFuture.supplyAsync(() -> word("r-" + n)))
            .toList();
    assertThat(all).allSatisfy(asked -> assertThat(asked.join()).isEqualTo("sesame"));
    assertThat(guarded.refreshes).hasValue(1);
    guarded.endAccessTokens();
    assertThat(word()).isEqualTo("sesame");
    assertThat(guarded.refreshes).hasValue(2);
  }

  @Test
  void a_token_is_renewed_before_it_ends() {
    guarded.seconds = 1;
    login();
    room.login.clock.forward(Duration.ofMillis(800));
    guarded.seconds = 3600;
    assertThat(word()).isEqualTo("sesame");
    assertThat(guarded.refreshes).hasValue(1);
  }

  @Test
  void a_login_that_has_ended_is_a_question_to_a_person_and_answered_by_another_login() {
    login();
    guarded.endAccessTokens();
    guarded.endRefreshTokens();
    McpFailure failure = failure();
    assertThat(failure.kind()).isEqualTo(Kind.NEEDS_AUTH);
    assertThat(failure).hasMessageContaining("old one has ended: run ./muster login guarded");
    assertThat(failure().getMessage()).contains("needs a login");
    login();
    assertThat(word()).isEqualTo("sesame");
  }

  @Test
  void more_rights_are_asked_for_by_the_next_login_and_only_once() {
    login();
    guarded.needed = "read write";
    McpFailure failure = failure();
    assertThat(failure.kind()).isEqualTo(Kind.NEEDS_AUTH);
    assertThat(failure).hasMessageContaining("more rights (write): run ./muster login guarded");
    assertThat(login().scopes()).containsExactly("read", "write");
    assertThat(word()).isEqualTo("sesame");
    guarded.insatiable = true;
    assertThat(failure().kind()).isEqualTo(Kind.FAILED);
    assertThat(guarded.authorizations).hasValue(2);
  }

  @Test
  void lies_are_refused_before_anything_is_asked_of_a_person() {
    guarded.lieResource = "https://elsewhere.example/mcp";
    assertRefused("another resource");
    guarded.lieResource = null;
    guarded.lieIssuer = "https://elsewhere.example";
    assertRefused("under another name");
    guarded.lieIssuer = null;
    guarded.pkce = "plain";
    assertRefused("PKCE");
    assertThat(guarded.authorizations).hasValue(0);
  }

  @Test
  void an_answer_of_another_authority_is_not_used() {
    guarded.lieIss = "https://elsewhere.example";
    assertRefused("the answer is not from");
    assertThat(guarded.secrets).hasSize(1);
  }

  @Test
  void only_the_answer_to_the_question_ends_the_wait() {
    Granted granted =
        room.login.flow.login(
            server,
            0,
            LONGEST,
            address -> {
              URI back = URI.create(LoginFixture.parameter(address, "redirect_uri"));
              assertThat(LoginFixture.visit(URI.create(back + "?code=x&state=forged")))
                  .isEqualTo(400);
              LoginFixture.grant(address);
            });
    assertThat(granted.scopes()).containsExactly("read");
    assertThatThrownBy(() -> room.login.flow.login(server, 0, Duration.ofMillis(200), a -> {}))
        .isInstanceOf(LoginFailed.class)
        .hasMessageContaining("nobody answered");
    assertThat(word()).isEqualTo("sesame");
  }

  @Test
  void a_token_does_not_go_to_another_server_of_the_same_name(@TempDir Path folder)
      throws Exception {
    login();
    try (GuardedServer other = new GuardedServer(folder)) {
      server = McpFixture.login(other.url(), WANTED);
      assertThat(failure().kind()).isEqualTo(Kind.NEEDS_AUTH);
      assertThat(other.requests).hasValue(0);
    }
  }

  @Test
  void logging_out_tells_the_server_and_leaves_nothing() {
    login();
    assertThat(room.login.flow.logout(server)).isTrue();
    assertThat(guarded.revocations).hasValue(1);
    assertThat(files()).isEmpty();
    assertThat(failure().kind()).isEqualTo(Kind.NEEDS_AUTH);
    assertThatCode(() -> room.login.flow.logout(server)).doesNotThrowAnyException();
  }

  /** The loudest log, and all that a probe stores. */
  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void no_token_is_in_a_log_or_in_the_database(CapturedOutput log) {
    LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
    // As application.yaml has it: the JDK tells whole addresses, with codes that are used up.
    logging.setLogLevel("com.sun.net.httpserver", LogLevel.INFO);
    logging.setLogLevel("jdk.internal.httpclient", LogLevel.INFO);
    logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.DEBUG);
    String deployment = "d-" + UUID.randomUUID().toString().substring(0, 8);
    try {
      login();
      probe(deployment);
      guarded.endAccessTokens();
      probe(deployment);
      guarded.endAccessTokens();
      guarded.endRefreshTokens();
      probe(deployment);
    } finally {
      logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.INFO);
    }
    assertThat(guarded.secrets()).hasSizeGreaterThan(4);
    assertThat(rows(deployment)).contains("CONNECTED", "NEEDS_AUTH", "muster login guarded");
    assertThat(log.getAll()).contains("DEBUG");
    String all = log.getAll() + rows(deployment);
    assertThat(guarded.secrets()).noneMatch(all::contains);
  }

  private void probe(String deployment) {
    room.probe().probe(deployment, new Binding("qwen-code", "guarded"), server, true, null);
  }

  private static String rows(String deployment) {
    return TestDatabase.jdbc()
        .sql("select string_agg(b::text, ' ') from muster.binding b where deployment_id = :dep")
        .param("dep", deployment)
        .query(String.class)
        .single();
  }

  /** All but the code, which counts once and has been used. */
  @Test
  void tokens_old_and_new_are_redacted_from_texts() {
    login();
    guarded.endAccessTokens();
    assertThat(word()).isEqualTo("sesame");
    assertThat(guarded.secrets()).hasSize(5);
    String text = room.secrets.redact(String.join(" ", guarded.secrets()));
    assertThat(guarded.secrets()).filteredOn(text::contains).hasSize(1);
    assertThat(text).contains("${token of guarded}", "${refresh token of guarded}");
  }

  @Test
  void a_client_that_the_server_has_forgotten_is_registered_anew() {
    login();
    guarded.forgetClients();
    guarded.endAccessTokens();
    assertThat(failure().kind()).isEqualTo(Kind.NEEDS_AUTH);
    login();
    assertThat(word()).isEqualTo("sesame");
  }

  @Test
  void a_client_that_is_forgotten_during_a_login_is_not_used_by_the_next_one() {
    guarded.forgetful = true;
    assertThatThrownBy(this::login).hasMessageContaining("registers it anew");
    guarded.forgetful = false;
    login();
    assertThat(word()).isEqualTo("sesame");
  }

  @Test
  void scopes_come_to_be_printed_so_only_scopes_are_kept() {
    guarded.lieScope = "read gone\u001b[2J " + "x".repeat(500);
    assertThat(login().scopes()).containsExactly("read");
  }

  @Test
  void one_refusal_ends_no_login_whose_time_is_not_over() {
    guarded.withRefresh = false;
    login();
    guarded.refuse(1);
    assertThat(failure().kind()).isEqualTo(Kind.NEEDS_AUTH);
    assertThat(word()).isEqualTo("sesame");
    room.login.clock.forward(Duration.ofHours(2));
    guarded.refuse(1);
    assertThat(failure().kind()).isEqualTo(Kind.NEEDS_AUTH);
    assertThat(failure().getMessage()).contains("needs a login");
  }

  @Test
  void a_damaged_login_of_another_server_is_nobody_elses_matter() throws Exception {
    login();
    Files.writeString(files().get(0).resolveSibling("other-0123456789ab.json"), "{");
    assertThat(room.login.flow.known("guarded")).isPresent();
    assertThatThrownBy(() -> room.login.flow.known("other")).isInstanceOf(LoginFailed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http:/mcp", "not an address", "/mcp"})
  void what_is_no_address_is_told_as_that(String url) {
    server = McpFixture.login(url, WANTED);
    assertThat(failure().kind()).isEqualTo(Kind.FAILED);
    assertThat(failure().getMessage()).contains("guarded: not a URL");
    assertThatThrownBy(() -> room.login.flow.logout(server))
        .isInstanceOf(LoginFailed.class)
        .hasMessageContaining("not a URL");
  }

  private Granted login() {
    return room.login.flow.login(server, 0, LONGEST, LoginFixture::grant);
  }

  private void assertRefused(String why) {
    assertThatThrownBy(this::login).isInstanceOf(LoginFailed.class).hasMessageContaining(why);
    assertThat(files()).isEmpty();
  }

  private List<Path> files() {
    Path folder = room.login.data.resolve("oauth");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().endsWith(".json")).toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String word() {
    return word("r-0");
  }

  private String word(String key) {
    return room.call(key, server, "secret_word", JsonNodeFactory.instance.objectNode()).text();
  }

  private McpFailure failure() {
    McpFailure failure =
        catchThrowableOfType(McpFailure.class, () -> room.sessions.tools("r-f", server));
    assertThat(failure).isNotNull();
    return failure;
  }
}
