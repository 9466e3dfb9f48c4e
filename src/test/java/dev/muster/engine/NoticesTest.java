package dev.muster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.muster.approval.Kind;
import dev.muster.deployment.Notices;
import dev.muster.deployment.Notices.Notice;
import dev.muster.engine.Trial.Answer;
import dev.muster.evidence.Evidence;
import dev.muster.ledger.CallRequest;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.Opening;
import dev.muster.ledger.Usage;
import dev.muster.secret.Secrets;
import dev.muster.secret.SecretsFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

/** A plan's webhook is told over real HTTP, once, and what it answers stops nothing. */
class NoticesTest {
  private static final World WORLD = World.get();
  private static final String TOKEN = "hook-9f3b17c2";
  private static final List<JsonNode> TOLD = new CopyOnWriteArrayList<>();
  private static final AtomicInteger REFUSED = new AtomicInteger();
  private static final AtomicInteger TO_REFUSE = new AtomicInteger();
  private static final AtomicInteger WRONG_PLACE = new AtomicInteger();
  private static HttpServer server;
  private static Trial trial;

  private static String hook(String path) {
    return "notify: {webhook: '${MUSTER_HOOK_URL}/" + path + "'}\n";
  }

  @BeforeAll
  static void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/" + TOKEN, NoticesTest::told);
    server.createContext("/refuses", exchange -> answer(exchange, refused()));
    server.createContext("/gone", exchange -> answer(exchange, wrong()));
    server.start();
    var url = "http://127.0.0.1:" + server.getAddress().getPort();
    WORLD.bean(Secrets.class).define("MUSTER_HOOK_URL", url);
    WORLD.bean(SecretsFile.class).store("HOOK_TOKEN", TOKEN);
    trial = Trial.started(WORLD, hook("${HOOK_TOKEN}"));
  }

  @AfterAll
  static void close() {
    server.stop(0);
  }

  private static void told(HttpExchange exchange) throws IOException {
    TOLD.add(new ObjectMapper().readTree(exchange.getRequestBody()));
    answer(exchange, 204);
  }

  private static int refused() {
    REFUSED.incrementAndGet();
    return TO_REFUSE.getAndDecrement() > 0 ? 503 : 200;
  }

  private static int wrong() {
    WRONG_PLACE.incrementAndGet();
    return 410;
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  @Test
  void questions_and_the_end_are_told_once() {
    trial.rest(
        asked ->
            asked.kind() == Kind.APPROVE_GATE
                ? new Answer("approver", "REJECT")
                : new Answer("approver", "TAKE_BACK"));
    until(() -> of(trial, "ended").size() == 1);
    assertThat(of(trial, "ended").get(0).path("name").asText()).isEqualTo("TAKEN_BACK");
    assertThat(of(trial, "ended").get(0).path("link").asText())
        .endsWith("/deployments/" + trial.id());

    assertThat(of(trial, "question"))
        .extracting(told -> told.path("name").asText())
        .containsExactlyInAnyOrderElementsOf(
            trial.asked().stream().map(asked -> asked.name()).toList());
    var first = trial.asked().get(0);
    var told =
        of(trial, "question").stream()
            .filter(t -> t.path("link").asText().endsWith(first.taskId()))
            .findFirst()
            .orElseThrow();
    assertThat(told.path("summary").asText()).isEqualTo(first.summary());
    assertThat(told.fieldNames())
        .toIterable()
        .containsExactly("deployment", "kind", "name", "summary", "link");
  }

  @Test
  void an_incident_is_told() {
    var broken = Trial.prepared(WORLD, hook("${HOOK_TOKEN}"));
    broken.startWith(
        "prepare-installation",
        (item, real) -> CompletableFuture.failedFuture(new IllegalStateException("on purpose")));
    assertThat(broken.rest().how()).isEqualTo("INCIDENT");
    until(() -> !of(broken, "incident").isEmpty());
    assertThat(of(broken, "incident"))
        .singleElement()
        .matches(told -> told.path("name").asText().equals("Task_PrepareInstallation"))
        .matches(told -> told.path("summary").asText().contains("on purpose"));
  }

  @Test
  void nothing_is_told_before_the_commit_and_nothing_twice() {
    var id = trial.id();
    var transaction = WORLD.bean(TransactionTemplate.class);
    transaction.executeWithoutResult(
        status -> {
          notice(id, "rolled back");
          status.setRollbackOnly();
        });
    transaction.executeWithoutResult(status -> notice(id, "twice"));
    notice(id, "twice");
    notice(id, "last");
    until(() -> of(trial, "last").size() == 1);
    assertThat(of(trial, "twice")).hasSize(1);
    assertThat(of(trial, "rolled back")).isEmpty();
    assertThat(failures(trial)).isEmpty();
  }

  @Test
  void what_is_refused_for_a_while_is_tried_again_and_no_longer_than_three_times() {
    var refused = Trial.started(WORLD, hook("refuses"));
    refused.rest(asked -> null);
    until(() -> REFUSED.get() == 1);
    TO_REFUSE.set(2);
    notice(refused.id(), "third time lucky");
    until(() -> REFUSED.get() == 4);
    TO_REFUSE.set(3);
    notice(refused.id(), "never");
    until(() -> failures(refused).size() == 1);
    assertThat(REFUSED).hasValue(7);
    assertThat(failures(refused)).singleElement().asString().contains("HTTP 503", "\"tries\":3");
    refused.rest(
        asked -> new Answer("approver", asked.kind() == Kind.APPROVE_GATE ? "REJECT" : "KEEP"));
    assertThat(refused.status()).as("nobody was stopped by it").isEqualTo("KEPT");
  }

  @Test
  void a_refusal_for_good_is_not_tried_again_and_names_no_secret() {
    var gone = Trial.started(WORLD, hook("gone/${HOOK_TOKEN}"));
    gone.rest(asked -> null);
    until(() -> failures(gone).size() == 1);
    assertThat(WRONG_PLACE).hasValue(1);
    assertThat(failures(gone))
        .singleElement()
        .asString()
        .contains("HTTP 410", "\"tries\":1")
        .doesNotContain(TOKEN);
  }

  /** Two calls that cost more than was reserved, and that another model answered. */
  @Test
  void an_overrun_is_an_alarm_and_another_model_one_for_all_its_calls() {
    overrunByAnother("alarm-1", "sonnet");
    overrunByAnother("alarm-2", "sonnet");
    overrunByAnother("alarm-3", "haiku");
    until(() -> of(trial, "alarm").size() == 4);
    notice(trial.id(), "last of all");
    until(() -> of(trial, "last of all").size() == 1);

    assertThat(of(trial, "alarm"))
        .extracting(told -> told.path("name").asText())
        .containsExactlyInAnyOrder(
            "Budget overrun by sonnet",
            "Budget overrun by haiku",
            "Another model answers for sonnet",
            "Another model answers for haiku");
    assertThat(of(trial, "alarm"))
        .extracting(told -> told.path("summary").asText())
        .anyMatch(text -> text.contains("300010 tokens, reserved were 0.010000 USD and 10 tokens"))
        .anyMatch(text -> text.startsWith("sonnet was asked and gpt-oss answered"));
    assertThat(evidence(trial, "budget-overrun")).hasSize(3);
    assertThat(evidence(trial, "other-model")).hasSize(2);
  }

  /** What a provider bills and says, as the model room brings it to the ledger. */
  private static void overrunByAnother(String task, String model) {
    var ledger = WORLD.bean(Ledger.class);
    var usd = new BigDecimal("0.01");
    var path = trial.id() + "/operation";
    var id = trial.id();
    var call =
        new CallRequest(
            id + task, id, "turn", id + task, path, "a", "mix", model, model, null, true, usd, 10);
    var send = (Opening.Send) ledger.open(call);
    ledger.answered(send.attemptId(), "gpt-oss", false, new Usage(300_000, 0, 0, 10, 0), "{}");
  }

  private static void notice(String id, String kind) {
    WORLD.bean(Notices.class).tell(new Notice(id, kind, kind, "test", "a test", "/"));
  }

  private static List<JsonNode> of(Trial trial, String kind) {
    return TOLD.stream()
        .filter(told -> told.path("deployment").asText().equals(trial.id()))
        .filter(told -> told.path("kind").asText().equals(kind))
        .toList();
  }

  private static List<String> failures(Trial trial) {
    return evidence(trial, "notice-failed");
  }

  private static List<String> evidence(Trial trial, String kind) {
    return WORLD.bean(Evidence.class).chain(trial.id()).stream()
        .filter(entry -> entry.kind().equals(kind))
        .map(entry -> entry.payload())
        .toList();
  }

  private static void until(BooleanSupplier done) {
    var end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it never came").isLessThan(end);
      Trial.pause();
    }
  }
}
