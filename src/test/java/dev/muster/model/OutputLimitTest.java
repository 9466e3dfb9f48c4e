package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client behind the gateway may let a model of DashScope's think. */
class OutputLimitTest {
  private static final String THOUGHT =
      "{'max_tokens':700;'enable_thinking':true;'thinking_budget':300}";
  private static final String NONE = "{'max_tokens':1000;'enable_thinking':false}";

  @ParameterizedTest
  @CsvSource({
    "300, {'stream':true}, " + THOUGHT,
    "300, {'stream':true;'enable_thinking':true;'thinking_budget':81920}, " + THOUGHT,
    "300, {'stream':true;'tool_choice':'auto'}, " + THOUGHT,
    "300, {'stream':true;'enable_thinking':false}, " + NONE,
    "300, {'stream':true;'response_format':{'type':'json_object'}}, " + NONE,
    "300, {'stream':true;'tool_choice':'required'}, " + NONE,
    "300, {}, " + NONE,
    "0, {'stream':true;'enable_thinking':true}, " + NONE,
    ", {'stream':true;'enable_thinking':true;'thinking_budget':5}, {'max_tokens':1000}",
    ", {'enable_thinking':false}, " + NONE
  })
  void the_plan_bounds_it_and_a_client_may_have_less(Integer thinks, String asked, String sent) {
    var body = (ObjectNode) TestModels.json(asked.replace(';', ','));

    OutputLimit.rewrite(TestModels.openAi("alibaba", thinks), 1000, body);

    assertThat(body.deepCopy().retain("max_tokens", "enable_thinking", "thinking_budget"))
        .isEqualTo(TestModels.json(sent.replace(';', ',')));
  }
}
