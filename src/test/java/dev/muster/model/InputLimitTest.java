package dev.muster.model;

import static dev.muster.model.TestModels.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is reserved is never less than what could be counted: a token per byte that is sent. */
class InputLimitTest {
  private static final String DIGITS =
      "[" + String.join(",", Collections.nCopies(30_000, "7")) + "]";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'contents':[{'parts':[{'functionResponse':{'name':'f','response':{'n':%s}}}]}]}",
        "{'messages':[{'role':'assistant','content':[{'type':'tool_use','input':{'n':%s}}]}]}",
        "{'tools':[{'type':'function','function':{'parameters':{'enum':%s}}}]}",
        "{'messages':[{'role':'user','content':[{'type':'image','data':'aGk=','x':%s}]}]}"
      })
  void commas_and_brackets_between_digits_are_reserved_for(String request) {
    var body = json(request.formatted(DIGITS));
    long sent = bytes(body);

    assertThat(sent).isGreaterThan(60_000);
    assertThat(InputLimit.of(body, sent).reserved(1_000, 1_000)).isGreaterThanOrEqualTo(sent);
  }

  private static long bytes(JsonNode body) {
    return body.toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
