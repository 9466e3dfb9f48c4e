package dev.muster.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each fault of a provider in each protocol: what its client gets, and what the ledger says. */
class FaultMatrixTest {
  private static final String REFUSAL = "{\"error\":{\"message\":\"slow down\"}}";

  /** As each protocol's clients know a limit. */
  private static final Map<Spoken, String> LIMITED =
      Map.of(
          Spoken.ANTHROPIC, "rate_limit_error",
          Spoken.OPENAI, "rate_limit_exceeded",
          Spoken.GEMINI, "RESOURCE_EXHAUSTED");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void an_unspoilt_stream_is_passed_on_and_paid(Spoken spoken) throws Exception {
    try (var spoilt = new Spoilt(folder, spoken)) {
      spoilt.streams(spoken.stream());

      assertThat(spoilt.ask(true).text()).isEqualTo(spoken.stream());
      spoilt.answered();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_limit_is_passed_on_with_its_wait(Spoken spoken) throws Exception {
    refuses(spoken, 429, "7", "Retry-After", "7");
  }

  @ParameterizedTest
  @EnumSource
  void a_limit_without_a_wait_is_passed_on_without_one(Spoken spoken) throws Exception {
    refuses(spoken, 429, null);
  }

  @ParameterizedTest
  @EnumSource
  void a_provider_that_is_overloaded_says_so_itself(Spoken spoken) throws Exception {
    refuses(spoken, 529, null);
  }

  /** Ten sessions on one endpoint would else be refused ten times, each a row of the ledger. */
  @ParameterizedTest
  @EnumSource
  void who_asks_during_a_pause_hears_from_muster_how_long_and_nothing_is_sent(Spoken spoken)
      throws Exception {
    try (var spoilt = new Spoilt(folder, spoken)) {
      spoilt.provider.answers(429, REFUSAL, "Retry-After", "60");
      spoilt.ask(true);
      spoilt.refused(429);

      var heard = spoilt.ask(true);

      assertThat(heard.status()).isEqualTo(429);
      assertThat(Integer.parseInt(heard.header("Retry-After"))).isBetween(50, 60);
      assertThat(heard.header("x-should-retry")).isNull();
      assertThat(heard.text()).contains("rate limited, left alone until", LIMITED.get(spoken));
      assertThat(spoilt.provider.received()).hasSize(1);
      assertThat(spoilt.lane.attempts()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void trouble_of_the_provider_is_told_as_such_while_it_is_left_alone(Spoken spoken)
      throws Exception {
    try (var spoilt = new Spoilt(folder, spoken)) {
      spoilt.provider.answers(503, REFUSAL, "Retry-After", "60");
      spoilt.ask(false);
      spoilt.refused(503);

      var heard = spoilt.ask(false);

      assertThat(heard.status()).isEqualTo(503);
      assertThat(Integer.parseInt(heard.header("Retry-After"))).isBetween(50, 60);
      assertThat(spoilt.provider.received()).hasSize(1);
    }
  }

  private void refuses(Spoken spoken, int status, String wait, String... headers) throws Exception {
    try (var spoilt = new Spoilt(folder, spoken)) {
      spoilt.provider.answers(status, REFUSAL, headers);

      var heard = spoilt.ask(true);

      assertThat(heard.status()).isEqualTo(status);
      assertThat(heard.text()).isEqualTo(REFUSAL);
      assertThat(heard.header("Retry-After")).isEqualTo(wait);
      spoilt.refused(status);
    }
  }

  private interface Then {
    void saysTheLedger(Spoilt spoilt) throws Exception;
  }

  /** Passed on as it is. */
  private void answers(Spoken spoken, String body, String type, Then then) throws Exception {
    try (var spoilt = new Spoilt(folder, spoken)) {
      spoilt.provider.answers(200, body, "Content-Type", type);

      var heard = spoilt.ask(!type.equals("application/json"));

      assertThat(heard.text()).isEqualTo(body);
      assertThat(heard.header("Content-Type")).startsWith(type);
      assertThat(heard.cut()).isFalse();
      then.saysTheLedger(spoilt);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_stream_that_stops_in_order_before_its_end_counts_as_reserved(Spoken spoken)
      throws Exception {
    try (var spoilt = new Spoilt(folder, spoken)) {
      spoilt.streams(spoken.start() + spoken.word());

      assertThat(spoilt.ask(true).text()).isEqualTo(spoken.start() + spoken.word());
      spoilt.unknown("the stream ended before the answer did");
    }
  }

  /** Some servers end the connection where the last event's blank line should be. */
  @ParameterizedTest
  @EnumSource
  void a_last_event_without_its_blank_line_is_heard(Spoken spoken) throws Exception {
    var open = (spoken.start() + spoken.word() + spoken.end()).stripTrailing();
    try (var spoilt = new Spoilt(folder, spoken)) {
      spoilt.streams(open);

      assertThat(spoilt.ask(true).text()).isEqualTo(open);
      spoilt.answered();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_last_event_that_is_cut_off_inside_is_none(Spoken spoken) throws Exception {
    var whole = spoken.start() + spoken.word();
    try (var spoilt = new Spoilt(folder, spoken)) {
      spoilt.streams(whole.substring(0, whole.length() - 5));

      assertThat(spoilt.ask(true).text()).hasSize(whole.length() - 5);
      spoilt.unknown("the stream ended before the answer did");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_reset_in_the_middle_is_one_for_the_client_too(Spoken spoken) throws Exception {
    try (var spoilt = new Spoilt(folder, spoken)) {
      spoilt.provider.answers(
          exchange -> {
            Spoilt.stream(exchange);
            Spoilt.say(exchange, spoken.start() + spoken.word());
            // Without the end of the chunks.
            exchange.getHttpContext().getServer().stop(0);
          });

      assertThat(spoilt.ask(true).cut()).isTrue();
      spoilt.unknown("after the request was sent");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_slow_first_byte_is_waited_for(Spoken spoken) throws Exception {
    try (var spoilt = new Spoilt(folder, spoken)) {
      spoilt.provider.answers(
          exchange -> {
            Thread.sleep(700);
            Spoilt.stream(exchange);
            Spoilt.say(exchange, spoken.stream());
            exchange.close();
          });

      assertThat(spoilt.ask(true).text()).isEqualTo(spoken.stream());
      spoilt.answered();
    }
  }

  @ParameterizedTest
  @EnumSource
  void another_content_type_is_passed_on_and_counts_as_reserved(Spoken spoken) throws Exception {
    answers(
        spoken,
        "<html>",
        "text/html",
        spoilt -> spoilt.unknown("the answer is no JSON but called text/html"));
  }

  @ParameterizedTest
  @EnumSource
  void a_stream_that_is_called_json_counts_as_reserved(Spoken spoken) throws Exception {
    answers(
        spoken,
        spoken.stream(),
        "application/json",
        spoilt -> spoilt.unknown("the answer is no JSON"));
  }

  @ParameterizedTest
  @EnumSource
  void an_answer_without_usage_is_never_free(Spoken spoken) throws Exception {
    answers(
        spoken,
        Spoken.unmetered(spoken.whole()),
        "application/json",
        spoilt -> spoilt.unmeasured("no usage"));
    answers(
        spoken,
        Spoken.unmetered(spoken.stream()),
        "text/event-stream",
        spoilt -> spoilt.unmeasured("no usage"));
  }

  @ParameterizedTest
  @EnumSource
  void an_answer_of_another_model_has_no_price(Spoken spoken) throws Exception {
    var finding = "answered as other-9";
    answers(
        spoken,
        Spoken.ofAnother(spoken.whole()),
        "application/json",
        spoilt -> spoilt.unmeasured(finding));
    answers(
        spoken,
        Spoken.ofAnother(spoken.stream()),
        "text/event-stream",
        spoilt -> spoilt.unmeasured(finding));
  }

  @ParameterizedTest
  @EnumSource
  void an_error_inside_a_stream_is_passed_on_and_counts_as_reserved(Spoken spoken)
      throws Exception {
    var error =
        "data: {\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\","
            + "\"code\":\"rate_limit_exceeded\",\"message\":\"slow\"}}\n\n";
    answers(spoken, spoken.start() + error, "text/event-stream", spoilt -> spoilt.unknown("slow"));
  }
}
