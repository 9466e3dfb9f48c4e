package dev.muster.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.gateway.Spoilt.Heard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers that come compressed, although the gateway asks for none such. */
class PackedAnswersTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void gzip_is_undone_for_the_client_and_for_the_meter(Spoken spoken) throws Exception {
    try (var spoilt = new Spoilt(folder, spoken)) {
      packs(spoilt, 200, gzip(spoken.whole().getBytes(StandardCharsets.UTF_8)), "gzip");

      var heard = spoilt.ask(false);

      assertThat(heard.text()).isEqualTo(spoken.whole());
      assertThat(heard.header("Content-Encoding")).isNull();
      spoilt.answered();
    }
  }

  @ParameterizedTest
  @EnumSource
  void each_piece_of_a_packed_stream_is_passed_on_before_the_next_is_there(Spoken spoken)
      throws Exception {
    var heard = new CountDownLatch(1);
    try (var spoilt = new Spoilt(folder, spoken)) {
      spoilt.provider.answers(
          exchange -> {
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
            Spoilt.stream(exchange);
            var out = new GZIPOutputStream(exchange.getResponseBody(), true);
            out.write(spoken.start().getBytes(StandardCharsets.UTF_8));
            out.flush();
            exchange.getResponseBody().flush();
            if (heard.await(30, TimeUnit.SECONDS)) {
              out.write((spoken.word() + spoken.end()).getBytes(StandardCharsets.UTF_8));
              out.finish();
            }
            exchange.close();
          });

      try (var body = spoilt.open(true).body()) {
        var first = new String(body.readNBytes(spoken.start().length()), StandardCharsets.UTF_8);
        assertThat(first).isEqualTo(spoken.start());
        heard.countDown();
        assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
            .isEqualTo(spoken.word() + spoken.end());
      }
      spoilt.answered();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_packed_refusal_is_read_and_does_not_tell_the_key(Spoken spoken) throws Exception {
    var refusal = "{\"error\":{\"message\":\"slow down, %s\"}}";
    try (var spoilt = new Spoilt(folder, spoken)) {
      packs(spoilt, 429, gzip(refusal.formatted(Lane.KEY).getBytes()), "gzip");

      var heard = spoilt.ask(false);

      assertThat(heard.status()).isEqualTo(429);
      assertThat(heard.text()).isEqualTo(refusal.formatted("${KEY}"));
      assertThat(spoilt.refused(429).error()).contains("slow down, ${KEY}");
    }
  }

  /** The client may know how; nobody here does. */
  @ParameterizedTest
  @EnumSource
  void what_cannot_be_undone_is_passed_on_as_it_is_and_counts_as_reserved(Spoken spoken)
      throws Exception {
    byte[] packed = {11, 2, -128, 'H', 'i', 3};
    try (var spoilt = new Spoilt(folder, spoken)) {
      packs(spoilt, 200, packed, "br");

      Heard heard = spoilt.ask(false);

      assertThat(heard.bytes()).isEqualTo(packed);
      assertThat(heard.header("Content-Encoding")).isEqualTo("br");
      assertThat(heard.cut()).isFalse();
      spoilt.unknown("the answer is packed as br");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_refusal_that_cannot_be_read_is_told_in_the_gateways_words(Spoken spoken) throws Exception {
    try (var spoilt = new Spoilt(folder, spoken)) {
      packs(spoilt, 429, ("\0" + Lane.KEY).getBytes(StandardCharsets.UTF_8), "br");

      var heard = spoilt.ask(false);

      assertThat(heard.status()).isEqualTo(503);
      assertThat(heard.text()).contains("HTTP 429").doesNotContain(Lane.KEY);
      assertThat(heard.header("Content-Encoding")).isNull();
      spoilt.refused(429);
    }
  }

  /** A few kilobytes on the wire. */
  @ParameterizedTest
  @EnumSource
  void what_unpacks_to_more_than_is_allowed_is_cut_off_there(Spoken spoken) throws Exception {
    try (var spoilt = new Spoilt(folder, spoken)) {
      packs(spoilt, 200, gzip(new byte[20 << 20]), "gzip");

      var heard = spoilt.ask(false);

      assertThat(heard.cut()).isTrue();
      assertThat(heard.bytes()).hasSizeLessThan(8 << 20);
      spoilt.unknown("larger than");
    }
  }

  private static void packs(Spoilt spoilt, int status, byte[] body, String packing) {
    spoilt.provider.answers(
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.getResponseHeaders().add("Content-Encoding", packing);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }
}
