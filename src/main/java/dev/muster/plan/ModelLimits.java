package dev.muster.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;

/**
 * What a provider allows of one model; each of them null where it is not limited.
 *
 * @param concurrency calls at the same time
 * @param rpm calls in a minute
 * @param tpm tokens in a minute, read and written
 */
@JsonInclude(Include.NON_NULL)
public record ModelLimits(Integer concurrency, Integer rpm, Integer tpm) {

  /** Of each figure the lower one: what two plans say of the same endpoint holds both ways. */
  public ModelLimits strictest(ModelLimits other) {
    return new ModelLimits(
        lower(concurrency, other.concurrency), lower(rpm, other.rpm), lower(tpm, other.tpm));
  }

  private static Integer lower(Integer one, Integer other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return Math.min(one, other);
  }
}
