package dev.muster.model;

import static dev.muster.model.TestModels.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ledger.Usage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is paid for beside the sums of an answer makes it unmeasured. */
class AnthropicUsageTest {
  private static final String SUMS = "'input_tokens':23000,'output_tokens':1000";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'iterations':[{'type':'compaction','input_tokens':180000,'output_tokens':3500},"
            + "{'type':'message','input_tokens':23000,'output_tokens':1000}]",
        "'server_tool_use':{'web_search_requests':1}"
      })
  void what_the_sums_leave_out_is_not_measured(String beside) {
    assertThat(AnthropicUsage.of(json("{" + SUMS + "," + beside + "}"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'iterations':[{'type':'message','input_tokens':23000,'output_tokens':1000}]",
        "'iterations':null",
        "'server_tool_use':{'web_search_requests':0}",
        "'server_tool_use':null"
      })
  void what_says_that_nothing_was_beside_them_is(String beside) {
    assertThat(AnthropicUsage.of(json("{" + SUMS + "," + beside + "}")))
        .isEqualTo(new Usage(23000, 0, 0, 1000, 0));
  }
}
