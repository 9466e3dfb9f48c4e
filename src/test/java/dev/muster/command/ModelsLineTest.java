package dev.muster.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.ModelState;
import dev.muster.model.ModelState.Shelf;
import dev.muster.plan.ModelLimits;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** A line of {@code muster models}. */
class ModelsLineTest {
  private static final Instant UNTIL = Instant.parse("2026-11-23T10:05:00Z");

  @Test
  void limits_retirement_and_the_last_error_stand_in_it() {
    var line =
        line(new ModelLimits(2, null, 90_000), LocalDate.parse("2026-12-01"), "HTTP 503: no", null);

    assertThat(line)
        .isEqualTo(
            "qwen             yes       qwen3-coder-flash; answered just now; price free;"
                + " at most 2 at a time, any calls and 90000 tokens a minute, 1 calling, 3 waiting;"
                + " retires 2026-12-01; last error 2026-11-23T10:05:00Z: HTTP 503: no");
  }

  @Test
  void what_is_not_known_is_left_out() {
    assertThat(line(null, null, null, null)).endsWith("answered just now; price free");
  }

  @Test
  void ollamas_models_are_shown_as_it_holds_them() {
    assertThat(ollama(new Shelf(false, null, null, null, null, null))).endsWith("; not pulled");
    assertThat(ollama(new Shelf(true, 4_700L, null, null, null, null)))
        .endsWith("; pulled, not in memory");
    assertThat(ollama(new Shelf(true, 4_700L, UNTIL, 8192, 1_234L, null)))
        .endsWith(
            "; pulled, in memory until 2026-11-23T10:05:00Z with 8192 tokens of context,"
                + " loaded in 1234 ms");
    assertThat(ollama(new Shelf(false, null, null, null, null, "connection refused")))
        .endsWith("; Ollama does not say: connection refused");
  }

  private static String ollama(Shelf shelf) {
    return line(null, null, null, shelf);
  }

  private static String line(ModelLimits limits, LocalDate retires, String error, Shelf shelf) {
    return ModelsCommand.line(
        new ModelState(
            "qwen",
            "qwen3-coder-flash",
            true,
            "answered just now",
            "free",
            limits,
            1,
            3,
            retires,
            error,
            error == null ? null : UNTIL,
            shelf));
  }
}
