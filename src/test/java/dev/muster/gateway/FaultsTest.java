package dev.muster.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.muster.gateway.Gateway.Access;
import dev.muster.ledger.Attempt.State;
import dev.muster.model.FakeProvider;
import dev.muster.model.TestForwards;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong behind the gateway or in front of it, and what the ledger says then. */
class FaultsTest {
  private static final String ASK =
      "{'model':'m','max_tokens':500,'messages':[{'role':'user','content':'Hi'}]";
  private static final String PLAIN = ASK + "}";
  private static final String STREAM = ASK + ",'stream':true}";
  private static final String START =
      event(
          "message_start",
          "{'type':'message_start','message':{'id':'m1','type':'message','role':'assistant',"
              + "'model':'claude-sonnet-5','content':[],'usage':{'input_tokens':1000,'output_tokens':1}}}");
  private static final String WORD =
      event(
          "content_block_delta",
          "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'Hello'}}");
  private static final String BLOCK =
      event(
          "content_block_start",
          "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}");
  private static final String STOP =
      event(
              "message_delta",
              "{'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{'output_tokens':100}}")
          + event("message_stop", "{'type':'message_stop'}");
  private static final String MESSAGE =
      "{'id':'m1','type':'message','role':'assistant','model':'claude-sonnet-5','content':"
          + "[{'type':'text','text':'Hello'}],'stop_reason':'end_turn'USAGE}";
  @TempDir Path folder;
  private final FakeProvider provider = new FakeProvider();
  private Lane lane;
  private Access access;

  private static String event(String name, String data) {
    return "event: " + name + "\ndata: " + data.replace('\'', '"') + "\n\n";
  }

  @BeforeEach
  void start() {
    begin(Duration.ofSeconds(30));
  }

  private void begin(Duration timeout) {
    var at = provider.url();
    lane = new Lane(folder, at, at, at, timeout, Clock.systemUTC());
    access = lane.open("sonnet");
  }

  @AfterEach
  void stop() throws Exception {
    lane.close();
    provider.close();
  }

  private HttpResponse<String> ask(String body) throws Exception {
    return lane.post(access.anthropic(), "/v1/messages", access.token(), body);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 429, 500, 503, 529})
  void a_refusal_is_passed_on_with_its_status_and_costs_nothing(int status) throws Exception {
    var refusal = "{\"type\":\"error\",\"error\":{\"type\":\"some_error\",\"message\":\"no\"}}";
    provider.answers(status, refusal, "Content-Type", "application/json", "Retry-After", "7");

    var answer = ask(PLAIN);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).isEqualTo(refusal);
    assertThat(answer.headers().firstValue("Retry-After")).contains("7");
    assertThat(provider.received()).as("nothing is repeated by itself").hasSize(1);
    assertThat(lane.settled().state()).isEqualTo(State.FAILED);
    assertThat(lane.settled().httpStatus()).isEqualTo(status);
    assertThat(lane.ledger.committed(lane.deployment)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 402, 403})
  void a_refused_key_is_musters_and_the_client_is_not_sent_to_mend_its_own(int status)
      throws Exception {
    provider.answers(
        status,
        "{\"error\":{\"type\":\"authentication_error\",\"message\":\"bad key " + Lane.KEY + "\"}}");

    var answer = ask(PLAIN);

    assertThat(answer.statusCode()).isEqualTo(424);
    assertThat(answer.body()).contains("HTTP " + status).contains("its key is ${KEY}");
    assertThat(answer.body()).doesNotContain(Lane.KEY);
    assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
    assertThat(lane.settled().state()).isEqualTo(State.FAILED);
    assertThat(lane.settled().httpStatus()).isEqualTo(status);
    assertThat(lane.settled().error()).contains("${KEY}").doesNotContain(Lane.KEY);
    assertThat(lane.ledger.committed(lane.deployment)).isZero();
  }

  @Test
  void an_unpaid_bill_is_musters_too_and_nobody_asks_again_for_it() throws Exception {
    provider.answers(429, "{\"error\":{\"code\":\"insufficient_quota\"}}");

    var answer = ask(PLAIN);

    assertThat(answer.statusCode()).isEqualTo(424);
    assertThat(answer.headers().firstValue("retry-after")).isEmpty();
    assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
  }

  @Test
  void a_refusal_that_quotes_the_key_does_not_tell_it() throws Exception {
    var body = "{\"error\":{\"message\":\"no such field, " + Lane.KEY + "\"}}";
    provider.answers(400, body, "x-request-id", "of " + Lane.KEY);

    var answer = ask(PLAIN);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("no such field, ${KEY}");
    assertThat(answer.headers().firstValue("x-request-id")).contains("of ${KEY}");
    assertThat(lane.settled().error()).doesNotContain(Lane.KEY);
  }

  @Test
  void a_limit_without_a_word_on_how_long_is_passed_on_as_it_is() throws Exception {
    provider.answers(429, "{\"error\":{\"message\":\"slow down\"}}");

    var answer = ask(PLAIN);

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
    assertThat(answer.headers().firstValue("x-should-retry")).isEmpty();
    assertThat(lane.settled().state()).isEqualTo(State.FAILED);
  }

  @Test
  void each_piece_of_a_stream_is_passed_on_before_the_next_is_there() throws Exception {
    var heard = new CountDownLatch(1);
    provider.answers(
        exchange -> {
          begin(exchange);
          say(exchange, START + BLOCK + WORD);
          if (heard.await(30, TimeUnit.SECONDS)) {
            say(exchange, STOP);
          }
          exchange.close();
        });

    try (var answer = open()) {
      var first = new String(answer.readNBytes((START + BLOCK + WORD).length()));
      assertThat(first).isEqualTo(START + BLOCK + WORD);
      heard.countDown();
      assertThat(new String(answer.readAllBytes())).isEqualTo(STOP);
    }
    assertThat(lane.settled().state()).isEqualTo(State.ANSWERED);
    assertThat(lane.settled().costUsd()).isEqualByComparingTo("0.003");
  }

  @Test
  void a_stream_that_breaks_is_broken_for_the_client_too_and_counts_as_reserved() throws Exception {
    provider.answers(
        exchange -> {
          begin(exchange);
          say(exchange, START + BLOCK + WORD);
          // Without the end of the chunks.
          exchange.getHttpContext().getServer().stop(0);
        });

    try (var answer = open()) {
      assertThatThrownBy(answer::readAllBytes).isInstanceOf(IOException.class);
    }
    unknown("last usage seen: 1000 tokens in, 1 out");
  }

  @Test
  void a_stream_that_stops_before_its_end_counts_as_reserved() throws Exception {
    provider.answers(
        exchange -> {
          begin(exchange);
          say(exchange, START + BLOCK + WORD);
          exchange.close();
        });

    try (var answer = open()) {
      assertThat(new String(answer.readAllBytes())).isEqualTo(START + BLOCK + WORD);
    }
    unknown("the stream ended before the answer did");
  }

  @Test
  void a_slow_first_byte_is_waited_for_without_a_thread_of_the_servers() throws Exception {
    provider.answers(
        exchange -> {
          Thread.sleep(500);
          FakeProvider.write(
              exchange, 200, message(",'usage':{'input_tokens':10,'output_tokens':1}"));
        });

    assertThat(ask(PLAIN).statusCode()).isEqualTo(200);
    assertThat(lane.settled().state()).isEqualTo(State.ANSWERED);
  }

  @Test
  void an_answer_that_never_begins_is_given_up_and_counts_as_reserved() throws Exception {
    lane.close();
    begin(Duration.ofSeconds(1));
    provider.answers(exchange -> Thread.sleep(60_000));

    var answer = ask(PLAIN);

    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body()).contains("api_error").contains("after the request was sent");
    unknown("after the request was sent");
  }

  @Test
  void an_answer_of_another_type_is_passed_on_and_counts_as_reserved() throws Exception {
    provider.answers(200, "<html>maintenance</html>", "Content-Type", "text/html");

    var answer = ask(PLAIN);

    assertThat(answer.body()).isEqualTo("<html>maintenance</html>");
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/html");
    unknown("the answer is no JSON but called text/html");
  }

  @Test
  void missing_usage_is_unmeasured_and_never_free() throws Exception {
    provider.answers(200, message(""), "Content-Type", "application/json");

    assertThat(ask(PLAIN).statusCode()).isEqualTo(200);

    var attempt = lane.settled();
    assertThat(attempt.state()).isEqualTo(State.ANSWERED);
    assertThat(attempt.costUsd()).isNull();
    assertThat(attempt.finding()).isEqualTo("no usage in the answer");
    assertThat(lane.ledger.committed(lane.deployment)).isEqualByComparingTo(attempt.reservedUsd());
  }

  @Test
  void an_answer_of_another_model_is_unmeasured() throws Exception {
    var other = message(",'usage':{'input_tokens':10,'output_tokens':1}");
    provider.answers(
        200, other.replace("claude-sonnet-5", "claude-9"), "Content-Type", "application/json");

    assertThat(ask(PLAIN).body()).contains("claude-9");

    assertThat(lane.settled().answeredAs()).isEqualTo("claude-9");
    assertThat(lane.settled().finding()).contains("answered as claude-9");
  }

  @Test
  void an_answer_without_end_is_cut_off_at_its_bound() throws Exception {
    var sent = new AtomicLong();
    provider.answers(
        exchange -> {
          exchange.sendResponseHeaders(200, 100L << 20);
          var piece = new byte[64 << 10];
          while (sent.addAndGet(piece.length) <= 100L << 20) {
            exchange.getResponseBody().write(piece);
          }
          exchange.close();
        });

    try (var answer = open()) {
      assertThatThrownBy(answer::readAllBytes).isInstanceOf(IOException.class);
    }
    unknown("larger than");
    assertThat(sent.get()).isLessThan(100L << 20);
  }

  @Test
  void a_stream_without_end_is_cut_off_at_its_bound() throws Exception {
    var ping = event("ping", "{'type':'ping','filler':'" + "x".repeat(10_000) + "'}");
    provider.answers(
        exchange -> {
          begin(exchange);
          say(exchange, START);
          while (true) {
            say(exchange, ping);
          }
        });

    try (var answer = open()) {
      assertThatThrownBy(answer::readAllBytes).isInstanceOf(IOException.class);
    }
    unknown("larger than allowed");
    assertThat(TestForwards.ANSWER_BYTES).isLessThan(100 << 20);
  }

  @Test
  void a_stream_that_drips_for_ever_is_cut_off_in_time() throws Exception {
    lane.close();
    begin(Duration.ofSeconds(1));
    provider.answers(
        exchange -> {
          begin(exchange);
          say(exchange, START);
          while (true) {
            say(exchange, event("ping", "{'type':'ping'}"));
            Thread.sleep(20);
          }
        });

    try (var answer = open()) {
      assertThatThrownBy(answer::readAllBytes).isInstanceOf(IOException.class);
    }
    unknown("last usage seen: 1000 tokens in");
  }

  @Test
  void a_client_that_goes_away_stops_the_provider() throws Exception {
    var stopped = new CountDownLatch(1);
    provider.answers(
        exchange -> {
          begin(exchange);
          say(exchange, START + BLOCK);
          try {
            while (true) {
              say(exchange, WORD);
              Thread.sleep(5);
            }
          } catch (IOException cut) {
            stopped.countDown();
          }
        });

    var answer = open();
    assertThat(answer.read()).isPositive();
    answer.close();

    assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
    unknown("whoever asked went away");
    assertThat(lane.ledger.committed(lane.deployment))
        .isEqualByComparingTo(lane.settled().reservedUsd());
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, STREAM})
  void a_client_that_goes_away_before_the_first_byte_stops_the_provider(String body)
      throws Exception {
    var arrived = new CountDownLatch(1);
    var cancelled = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    provider.answers(
        exchange -> {
          arrived.countDown();
          cancelled.await(60, TimeUnit.SECONDS);
          try {
            begin(exchange);
            while (true) {
              say(exchange, WORD);
            }
          } catch (IOException cut) {
            stopped.countDown();
          }
        });

    try (var socket = asking(body)) {
      assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
      socket.shutdownOutput();

      unknown("whoever asked went away");
      // The end, or a reset: nothing is left open here.
      assertThat(ended(socket)).isTrue();
    }
    cancelled.countDown();
    assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
    Lane.until(() -> threadsThatPassOn() == 0);
  }

  private static long threadsThatPassOn() {
    return Thread.getAllStackTraces().values().stream()
        .flatMap(Arrays::stream)
        .filter(at -> at.getClassName().endsWith(".Passage"))
        .count();
  }

  @Test
  void a_client_that_only_sends_too_much_is_still_there() throws Exception {
    provider.answers(
        exchange -> {
          Thread.sleep(500);
          FakeProvider.write(
              exchange, 200, message(",'usage':{'input_tokens':10,'output_tokens':1}"));
        });

    try (var socket = asking(PLAIN)) {
      socket.getOutputStream().write("\r\n".getBytes(StandardCharsets.UTF_8));
      var answer = new String(socket.getInputStream().readNBytes(15), StandardCharsets.UTF_8);
      assertThat(answer).isEqualTo("HTTP/1.1 200 \r\n");
    }
    assertThat(lane.settled().state()).isEqualTo(State.ANSWERED);
  }

  /** Of the client: Muster's key is not to be mended for it. */
  @Test
  void a_header_that_cannot_be_passed_on_is_the_clients() throws Exception {
    try (var socket = asking(PLAIN, "anthropic-beta: schön\r\nConnection: close\r\n")) {
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer)
          .startsWith("HTTP/1.1 400")
          .contains("header anthropic-beta may hold printable ASCII only");
    }
    assertThat(lane.attempts()).isEmpty();
  }

  /** On a connection that the test can close as it likes. */
  private Socket asking(String body) throws IOException {
    return asking(body, "");
  }

  private Socket asking(String body, String more) throws IOException {
    var at = access.anthropic();
    var written = body.replace('\'', '"');
    var socket = new Socket(at.getHost(), at.getPort());
    socket.setSoTimeout(30_000);
    var asked =
        "POST %s/v1/messages HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nx-api-key: %s\r\nContent-Length: %d\r\n%s\r\n%s"
            .formatted(at.getPath(), at.getPort(), access.token(), written.length(), more, written);
    socket.getOutputStream().write(asked.getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  private static boolean ended(Socket socket) throws IOException {
    try {
      socket.getInputStream().readAllBytes();
      return true;
    } catch (SocketTimeoutException open) {
      return false;
    }
  }

  private void unknown(String error) throws Exception {
    var attempt = lane.settled();
    assertThat(attempt.state()).isEqualTo(State.UNKNOWN);
    assertThat(attempt.error()).contains(error);
    assertThat(lane.ledger.committed(lane.deployment)).isEqualByComparingTo(attempt.reservedUsd());
  }

  private static String message(String usage) {
    return MESSAGE.replace("USAGE", usage).replace('\'', '"');
  }

  private InputStream open() throws Exception {
    return lane.open(access.anthropic(), "/v1/messages", access.token(), STREAM);
  }

  private static void begin(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream; charset=utf-8");
    exchange.sendResponseHeaders(200, 0);
  }

  private static void say(HttpExchange exchange, String text) throws IOException {
    exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
    exchange.getResponseBody().flush();
  }
}
