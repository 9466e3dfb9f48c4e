package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.TestLedger;
import dev.muster.model.ForwardedCalls.Forward;
import dev.muster.model.ForwardedCalls.Receiver;
import dev.muster.plan.Model;
import dev.muster.plan.Model.Billing;
import dev.muster.plan.Model.Protocol;
import dev.muster.plan.ModelLimits;
import dev.muster.store.TestDatabase;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What CLIs ask through the gateway waits in one line with what Muster asks itself. */
class ForwardsInLineTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String ANSWER =
      """
      {"id":"c","model":"qwen3","choices":[{"finish_reason":"stop",
      "message":{"role":"assistant","content":"ok"}}],
      "usage":{"prompt_tokens":5,"completion_tokens":2}}""";

  private final List<String> heard = new ArrayList<>();
  private final CountDownLatch go = new CountDownLatch(1);
  private final CountDownLatch asked = new CountDownLatch(1);
  private final Ledger ledger = TestLedger.of(TestLedger.fresh("n"));
  private HttpServer provider;
  private Places places;
  private ForwardedCalls calls;
  private Model model;
  private volatile ModelFailure pause;

  @BeforeEach
  void open() throws Exception {
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    provider = HttpServer.create(loopback, 0);
    provider.createContext(
        "/",
        exchange -> {
          asked.countDown();
          awaited(go);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          var bytes = ANSWER.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(bytes);
          }
        });
    provider.start();
    model = model("http://127.0.0.1:" + provider.getAddress().getPort());
    var table =
        new PlaceTable(
            TestDatabase.jdbc(), TestDatabase.transactions(), "n-line", Clock.systemUTC());
    places = new Places(table, new TestSecrets(), 20);
    calls = TestForwards.of(ledger, new TestSecrets(), places, outcomes());
  }

  @AfterEach
  void close() {
    go.countDown();
    TestForwards.close(calls);
    places.close();
    provider.stop(0);
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await(SOON.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Outcomes outcomes() {
    return new Outcomes() {
      @Override
      public synchronized void answered(Model by, Instant sentAt, Instant limitedUntil) {
        heard.add(by.name());
      }

      @Override
      public synchronized void failed(Model by, ModelFailure failure) {
        heard.add(by.name() + " failed " + failure.reason());
      }

      @Override
      public Optional<ModelFailure> knownPause(Model of) {
        return Optional.ofNullable(pause);
      }
    };
  }

  @Test
  void a_second_call_waits_for_the_first_and_a_cancelled_one_frees_the_line() {
    var first = calls.forward(call("first"), new Deaf());
    awaited(asked);
    var second = calls.forward(call("second"), new Deaf());
    var third = calls.forward(call("third"), new Deaf());
    crowded(1, 2);
    second.cancel("its CLI went away");
    assertThat(second.settled().toCompletableFuture()).succeedsWithin(SOON);
    assertThat(third.settled().toCompletableFuture()).isNotDone();
    go.countDown();
    assertThat(first.settled().toCompletableFuture()).succeedsWithin(SOON);
    assertThat(third.settled().toCompletableFuture()).succeedsWithin(SOON);
    assertThat(heard).filteredOn("limited"::equals).hasSize(2);
    assertThat(places.crowd(model)).isEqualTo(new PlaceTable.Crowd(0, 0));
  }

  /** At four bytes a token; its stand-in in the line has no text at all. */
  @Test
  void the_tokens_of_a_minute_are_counted_from_what_is_passed_on() {
    model = model(model.baseUrl(), new ModelLimits(null, null, 2_000));
    var first = calls.forward(call("first", "x".repeat(4_400)), new Deaf());
    awaited(asked);
    var second = calls.forward(call("second", "x".repeat(4_400)), new Deaf());
    crowded(1, 1);
    go.countDown();
    assertThat(first.settled().toCompletableFuture()).succeedsWithin(SOON);
    assertThat(second.settled().toCompletableFuture()).succeedsWithin(SOON);
    assertThat(heard).filteredOn("limited"::equals).as("it took less").hasSize(2);
  }

  /** A million bytes, which would be 250,000 tokens of a text. */
  @Test
  void a_picture_is_no_text_and_fits_into_a_minute_beside_others() {
    model = model(model.baseUrl(), new ModelLimits(null, null, 4_000));
    var first = calls.forward(call("first"), new Deaf());
    awaited(asked);
    var picture = call("picture");
    ((ObjectNode) picture.body().at("/messages/0"))
        .putArray("content")
        .addObject()
        .put("type", "image_url")
        .putObject("image_url")
        .put("url", "data:image/png;base64," + "A".repeat(1_000_000));
    var second = calls.forward(picture, new Deaf());
    crowded(2, 0);
    go.countDown();
    assertThat(first.settled().toCompletableFuture()).succeedsWithin(SOON);
    assertThat(second.settled().toCompletableFuture()).succeedsWithin(SOON);
  }

  /** It began while the call stood in line. */
  @Test
  void who_comes_to_its_turn_during_a_pause_is_not_sent_and_leaves_the_line() throws Exception {
    var first = calls.forward(call("first"), new Deaf());
    awaited(asked);
    var waiting = call("second");
    var second = calls.forward(waiting, new Deaf());
    crowded(1, 1);
    pause =
        ModelFailure.leftAlone(ModelFailure.Reason.RATE_LIMITED, Duration.ofMinutes(1), "paused");
    go.countDown();
    assertThat(first.settled().toCompletableFuture()).succeedsWithin(SOON);

    assertThat(second.settled().toCompletableFuture().get().why()).isSameAs(pause);
    assertThat(ledger.attemptsOf(waiting.deploymentId(), waiting.runId())).isEmpty();
    assertThat(heard).as("nobody is blamed").containsExactly("limited");
    crowded(0, 0);
  }

  private void crowded(int calls, int waiting) {
    var crowd = new PlaceTable.Crowd(calls, waiting);
    Awaitility.await().atMost(SOON).until(() -> places.crowd(model).equals(crowd));
  }

  private Forward call(String task) {
    return call(task, "hello");
  }

  private Forward call(String task, String text) {
    var deployment = TestLedger.fresh("d");
    ObjectNode body = new ObjectMapper().createObjectNode();
    body.putArray("messages").addObject().put("role", "user").put("content", text);
    return new Forward(
        TestLedger.fresh(task),
        deployment,
        "turn",
        TestLedger.fresh("r"),
        deployment + "/operation/a/r",
        "a",
        "mix",
        model,
        null,
        1000,
        100,
        false,
        body,
        Map.of(),
        SOON,
        true);
  }

  private static Model model(String address) {
    return model(address, new ModelLimits(1, null, null));
  }

  private static Model model(String address, ModelLimits limits) {
    return new Model(
        "limited",
        "alibaba",
        "qwen",
        Protocol.OPENAI_CHAT,
        "qwen3",
        List.of(),
        address,
        null,
        Billing.FREE,
        null,
        1000,
        100,
        1,
        false,
        null,
        null,
        null,
        limits,
        null,
        null,
        null);
  }

  /** Takes no notice of what it is given. */
  private static final class Deaf implements Receiver {
    @Override
    public void head(int status, Map<String, List<String>> headers) {}

    @Override
    public void bytes(byte[] bytes) {}
  }
}
