package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.ModelFailure.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionFailureTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          exit code 1. The end of what it wrote: [API Error: 429 rate limit reached] | RATE_LIMITED
          exit code 1; [API Error: 401 invalid access token] | AUTH
          [API Error: {"error":{"code":503,"message":"no","status":"UNAVAILABLE"}}] | UNAVAILABLE
          {"error":{"message":"[API Error: {\"error\":{\"code\":402,\"message\":\"no\"}}]"}} | AUTH
          exit code 1; Model x does not exist [API Error: 404]. The end: y | MODEL_UNKNOWN
          [API Error: 429 slow down]. The end of what it wrote: "HTTP 401", "code":404 | RATE_LIMITED
          """)
  void its_words_tell_the_kind_where_they_hold_its_vendors_status(String words, Reason reason) {
    var failure = SessionFailure.of(TestModels.of("tests"), words);
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(Cooldown.after(failure.reason(), 1, null)).isNotNull();
  }

  @Test
  void a_refused_key_is_named_and_so_is_a_login() {
    var failure = SessionFailure.of(TestModels.of("tests"), "[API Error: 401 no]");
    assertThat(failure).hasMessage("its key ${KEY} was refused: [API Error: 401 no]");
  }

  /** It is known as the last error, and keeps nobody from the model. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          exit code 7. It wrote nothing
          exit code 1; its server x is failed
          exit code 1. The end of what it wrote: {"tool_result":{"code":404},"model":"m"} HTTP 401
          """)
  void words_without_it_shut_nothing(String words) {
    var failure = SessionFailure.of(TestModels.of("tests"), words);
    assertThat(Cooldown.after(failure.reason(), 1, null)).isNull();
  }
}
