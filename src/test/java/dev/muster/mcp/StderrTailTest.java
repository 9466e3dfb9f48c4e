package dev.muster.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StderrTailTest {

  /** Only at the end of a text can half a secret be recognised, and lines are joined later. */
  @Test
  void each_line_is_cleaned_by_itself_after_it_was_cut() throws Exception {
    var said = "first\n" + "x".repeat(496) + "secret\nlast\n";
    var stderr = new ByteArrayInputStream(said.getBytes(StandardCharsets.UTF_8));

    var tail = new StderrTail("loud", stderr, line -> line.replaceAll("secr$", "(half)"));
    tail.await();

    assertThat(tail.text()).isEqualTo("first\n" + "x".repeat(496) + "(half)\nlast");
    assertThat(tail.last()).isEqualTo("last");
  }
}
