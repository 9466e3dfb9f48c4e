package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.ModelFailure.Reason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionFailureTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [API Error: 429 rate limit reached]                 | RATE_LIMITED
          [API Error: 401 invalid access token]               | AUTH
          {\\"error\\":{\\"code\\":503,\\"message\\":\\"no\\"}} | UNAVAILABLE
          exit code 1, request failed with status code 404: model x not found | MODEL_UNKNOWN
          [API Error: 500 first], then [API Error: 403 last]  | AUTH
          exit code 7, and nothing else is known              | UNAVAILABLE
          it wrote 429 lines                                  | UNAVAILABLE
          """)
  void its_words_tell_the_kind_where_they_hold_a_status(String words, Reason reason) {
    assertThat(SessionFailure.of(TestModels.of("tests"), words).reason()).isEqualTo(reason);
  }
}
