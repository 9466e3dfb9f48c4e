package dev.muster.gate;

import java.math.BigDecimal;

/** Evaluates gates.dmn; the engine implements it. */
public interface Decisions {

  /** What the table said. */
  record Ruling(Verdict verdict, String reason) {}

  /**
   * @param measured null when missing
   * @param limit the plan's limit
   */
  Ruling rule(String criterion, BigDecimal measured, BigDecimal limit, boolean missing);
}
