package dev.muster.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.muster.plan.ModelLimits;
import java.time.Instant;
import java.time.LocalDate;

/**
 * What is known of one model of a plan.
 *
 * @param id the provider's
 * @param reachable null: nobody has asked it yet
 * @param why what speaks against it now, or when it answered last; never empty
 * @param price its row and figures on this day, or why it needs none
 * @param calling calls that have a place within its limits now
 * @param waiting calls that wait for one
 * @param retires null: not known
 * @param lastError null: it never failed
 * @param ollama null: it is none of Ollama's
 */
@JsonInclude(Include.NON_NULL)
public record ModelState(
    String name,
    String id,
    Boolean reachable,
    String why,
    String price,
    ModelLimits limits,
    long calling,
    long waiting,
    LocalDate retires,
    String lastError,
    Instant lastErrorAt,
    Shelf ollama) {

  /**
   * A model as Ollama holds it.
   *
   * @param pulled whether it is on its disk
   * @param bytes of the model; null: not pulled
   * @param loadedUntil until when it stays in memory; null: it is not there
   * @param contextTokens of the window that it has there; null: it is not there, or not known
   * @param loadMillis how long loading took when it was asked to; null: it was not asked
   * @param fault why nothing is known; null: all is
   */
  @JsonInclude(Include.NON_NULL)
  public record Shelf(
      boolean pulled,
      Long bytes,
      Instant loadedUntil,
      Integer contextTokens,
      Long loadMillis,
      String fault) {}
}
