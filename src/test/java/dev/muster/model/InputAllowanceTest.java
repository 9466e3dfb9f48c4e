package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.plan.Model.Protocol;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each protocol adds beside the bytes that are sent, well above what providers tell. */
class InputAllowanceTest {

  @ParameterizedTest
  @CsvSource({"ANTHROPIC_MESSAGES, 200", "OPENAI_CHAT, 200", "GEMINI_GENERATE, 200"})
  void a_question_alone_has_the_protocols_own_words(Protocol protocol, long base) {
    var ask = TestModels.ask(TestModels.model(protocol, "m", "unused"));

    assertThat(InputAllowance.of(ask)).isEqualTo(base + 48);
  }

  /** A question, what was said with two calls, two results, and one tool. */
  @ParameterizedTest
  @CsvSource({"ANTHROPIC_MESSAGES, 1000", "OPENAI_CHAT, 600", "GEMINI_GENERATE, 400"})
  void tools_are_explained_to_the_model_and_each_part_is_marked(Protocol protocol, long base) {
    var talk = TestModels.withTools(TestModels.model(protocol, "m", "unused"));

    assertThat(InputAllowance.of(talk)).isEqualTo(base + 48 * (1 + 1 + 3 + 3));
  }

  @Test
  void who_wrote_a_request_of_its_own_is_allowed_the_most_and_each_part_in_it() {
    var body =
        TestModels.json(
            "{'messages':[{'content':'Hi'},{'content':[{'type':'text'},{'type':'image'}]}],"
                + "'tools':[{'name':'a'}],'model':'m'}");

    assertThat(InputAllowance.of(body)).isEqualTo(1_000 + 48 * (1 + 3 + 1));
    assertThat(InputAllowance.of(TestModels.json("{}"))).isEqualTo(1_000);
  }

  /** Else the figures above would be nobody's. */
  @Test
  void the_allowance_is_reserved_with_the_bytes() {
    var model = TestModels.model(Protocol.GEMINI_GENERATE, "m", "unused");
    var ask =
        new ChatRequest(
            model, null, List.of(new Message.User("Hi")), List.of(), 5, Duration.ofSeconds(1));

    assertThat(InputLimit.of(ask).reserved(1, 1)).as("of two bytes").isEqualTo(2 + 248);
  }
}
