package dev.muster.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The diff is what the question is about: nothing may push it out. */
class ToolReviewWordsTest {

  @Test
  void what_became_of_the_files_is_told_client_by_client() {
    assertThat(ToolReview.inClients(List.of())).isEmpty();
    assertThat(ToolReview.inClients(List.of("qwen: taken out", "copilot: busy")))
        .isEqualTo("In the clients: qwen: taken out; copilot: busy. ");
  }

  @Test
  void many_and_long_notes_leave_the_room_to_the_diff() {
    var note = "copilot: " + "x".repeat(290);
    assertThat(ToolReview.inClients(Collections.nCopies(20, note)))
        .hasSizeLessThan(900)
        .endsWith("; and 18 more on the page. ");
    assertThat(ToolReview.inClients(List.of("y".repeat(5000))))
        .isEqualTo("In the clients: 1 more on the page. ");
  }
}
