package dev.muster.ledger;

import static dev.muster.ledger.TestLedger.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.ledger.ToolCalls.Opening;
import dev.muster.store.TestDatabase;
import org.junit.jupiter.api.Test;

class ToolCallsTest {
  private final ToolCalls calls = TestLedger.toolCalls();
  private final String run = fresh("r");

  @Test
  void a_call_is_recorded_before_it_is_sent_whatever_the_caller_rolls_back() {
    TestDatabase.transactions()
        .executeWithoutResult(
            status -> {
              assertThat(open("c1", false)).isInstanceOf(Opening.Send.class);
              status.setRollbackOnly();
            });

    assertThat(calls.of(run))
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.arguments()).isEqualTo("{\"path\":\"a\"}");
              assertThat(c.answeredAt()).isNull();
            });
  }

  @Test
  void an_answered_call_is_never_sent_again_and_its_first_answer_stands() {
    open("c1", true);
    calls.answered(run, 1, "c1", "done\0", false);
    calls.answered(run, 1, "c1", "other", true);

    assertThat(open("c1", true)).isEqualTo(new Opening.Stored("done\uFFFD", false));
  }

  @Test
  void an_unknown_outcome_is_sent_again_only_when_the_catalogue_says_idempotent() {
    open("c1", false);

    assertThat(open("c1", false)).isInstanceOf(Opening.Unknown.class);
    assertThat(open("c1", true)).isInstanceOf(Opening.Send.class);
  }

  @Test
  void the_same_call_id_in_another_step_is_another_call() {
    open("c1", false);

    assertThat(calls.open("d", run, 2, "c1", "git", "status", "{}", false))
        .isInstanceOf(Opening.Send.class);
    assertThat(calls.of(run)).hasSize(2);
  }

  @Test
  void a_call_that_was_never_opened_has_no_answer() {
    assertThatThrownBy(() -> calls.answered(run, 1, "c9", "x", false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("c9");
  }

  private Opening open(String callId, boolean mayResend) {
    return calls.open(
        "d", run, 1, callId, "filesystem", "write_file", "{\"path\":\"a\"}", mayResend);
  }
}
