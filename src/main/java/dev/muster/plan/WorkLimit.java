package dev.muster.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;

/**
 * What a node of the budget tree may take beside dollars; null: no limit.
 *
 * @param tokens in and out together, judges included
 * @param turns calls that agents make for their work
 * @param minutes wall time of its runs, added up, without the waits for persons
 */
public record WorkLimit(
    @JsonInclude(Include.NON_NULL) Long tokens,
    @JsonInclude(Include.NON_NULL) Long turns,
    @JsonInclude(Include.NON_NULL) Integer minutes) {
  static final WorkLimit NONE = new WorkLimit(null, null, null);

  /** Null when nothing is limited: plans that were frozen before keep their digest. */
  WorkLimit orNull() {
    return equals(NONE) ? null : this;
  }
}
