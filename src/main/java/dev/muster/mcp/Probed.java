package dev.muster.mcp;

import dev.muster.mcp.Probe.BindingState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** A probed binding as it is told to people and programs; durations are seconds. */
public record Probed(
    String client,
    String server,
    String state,
    String reason,
    List<String> tools,
    List<String> missingTools,
    List<String> extraTools,
    List<Step> rungs,
    Instant at) {
  private static final int NANOS = 9;

  /**
   * One rung.
   *
   * @param taken false when nobody was asked; the note tells why
   */
  public record Step(String name, boolean passed, boolean taken, BigDecimal seconds, String note) {}

  static Probed of(BindingState state) {
    return new Probed(
        state.binding().client(),
        state.binding().server(),
        state.state().name(),
        state.reason(),
        state.tools(),
        state.missingTools(),
        state.extraTools(),
        state.rungs().stream()
            .map(
                rung ->
                    new Step(
                        rung.name(),
                        rung.passed(),
                        rung.taken(),
                        BigDecimal.valueOf(rung.took().toNanos(), NANOS),
                        rung.note()))
            .toList(),
        state.at());
  }
}
