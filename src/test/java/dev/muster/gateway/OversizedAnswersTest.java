package dev.muster.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.TestForwards;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers without end, in size or in time, in each protocol: both sides are cut at the bound. */
class OversizedAnswersTest {
  private static final int PIECE = 64 << 10;
  private static final long HUGE = 100L << 20;

  /** Of a refusal. */
  private static final int REFUSAL_BYTES = 64 << 10;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void a_hundred_megabytes_are_cut_off(Spoken spoken) throws Exception {
    var sent = new AtomicLong();
    try (var spoilt = new Spoilt(folder, spoken)) {
      huge(spoilt, 200, sent);

      assertThat(spoilt.ask(false).cut()).isTrue();
      spoilt.unknown("larger than");
    }
    // What the sockets hold comes on top.
    assertThat(sent.get()).isLessThan(HUGE / 2);
  }

  @ParameterizedTest
  @EnumSource
  void of_a_refusal_of_a_hundred_megabytes_the_first_part_is_passed_on(Spoken spoken)
      throws Exception {
    var sent = new AtomicLong();
    try (var spoilt = new Spoilt(folder, spoken)) {
      huge(spoilt, 500, sent);

      var heard = spoilt.ask(false);

      assertThat(heard.status()).isEqualTo(500);
      assertThat(heard.bytes()).hasSize(REFUSAL_BYTES);
      assertThat(spoilt.refused(500).error()).hasSizeLessThan(500);
    }
    assertThat(sent.get()).isLessThan(HUGE / 2);
  }

  private static void huge(Spoilt spoilt, int status, AtomicLong sent) {
    var piece = "x".repeat(PIECE).getBytes();
    spoilt.provider.answers(
        exchange -> {
          exchange.sendResponseHeaders(status, HUGE);
          while (sent.addAndGet(PIECE) <= HUGE) {
            exchange.getResponseBody().write(piece);
          }
          exchange.close();
        });
  }

  @ParameterizedTest
  @EnumSource
  void a_stream_that_never_ends_is_cut_off_at_its_size(Spoken spoken) throws Exception {
    try (var spoilt = new Spoilt(folder, spoken)) {
      spoilt.provider.answers(
          exchange -> {
            Spoilt.stream(exchange);
            Spoilt.say(exchange, spoken.start());
            while (true) {
              Spoilt.say(exchange, spoken.word().repeat(100));
            }
          });

      var heard = spoilt.ask(true);

      assertThat(heard.cut()).isTrue();
      assertThat(heard.bytes()).hasSizeLessThan(5 * TestForwards.ANSWER_BYTES);
      spoilt.unknown("larger than allowed");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_stream_that_drips_for_ever_is_cut_off_in_time(Spoken spoken) throws Exception {
    try (var spoilt = new Spoilt(folder, spoken, Duration.ofSeconds(1))) {
      spoilt.provider.answers(
          exchange -> {
            Spoilt.stream(exchange);
            Spoilt.say(exchange, spoken.start());
            while (true) {
              Spoilt.say(exchange, spoken.word());
              Thread.sleep(20);
            }
          });

      assertThat(spoilt.ask(true).cut()).isTrue();
      spoilt.unknown("after the request was sent");
    }
  }
}
