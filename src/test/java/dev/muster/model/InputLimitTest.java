package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** No tokenizer makes more tokens than there are bytes, if each byte is counted. */
class InputLimitTest {

  /** Digits and commas become about a token each: a bound without the commas is none. */
  @Test
  void a_foreign_body_is_counted_with_each_comma_that_a_model_may_be_shown() {
    var body = TestModels.json("{'contents':[{'parts':[{'functionResponse':{'response':{}}}]}]}");
    var response = (ObjectNode) body.at("/contents/0/parts/0/functionResponse/response");
    var digits = response.putArray("r");
    for (int i = 0; i < 30_000; i++) {
      digits.add(i % 10);
    }
    long sent = body.toString().getBytes(StandardCharsets.UTF_8).length;

    assertThat(sent).isGreaterThan(60_000);
    assertThat(InputLimit.of(body).bytes()).isEqualTo(sent);
    assertThat(InputLimit.of(body).reserved(32_000)).isGreaterThanOrEqualTo(sent);
  }

  @Test
  void what_is_sealed_is_reserved_for_and_refuses_nothing() {
    var body =
        TestModels.json(
            "{'messages':[{'content':[{'type':'image','source':{'data':'%s'}}]}]}"
                .formatted("A".repeat(9_000)));

    assertThat(InputLimit.of(body).bytes()).isLessThan(200);
    assertThat(InputLimit.of(body).reserved(1)).isGreaterThan(9_000);
  }
}
