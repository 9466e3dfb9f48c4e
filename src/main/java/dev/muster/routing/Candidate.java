package dev.muster.routing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.math.BigDecimal;

/**
 * One model that could have answered.
 *
 * @param share per cent of the mix; null: it is no part of it
 * @param had what it had of what shares count, answers under way included
 * @param behind how far that is behind its share, this turn included; negative: ahead
 * @param whyNot why it was not chosen; null: it was
 */
@JsonInclude(Include.NON_NULL)
public record Candidate(
    String model, Integer share, BigDecimal had, BigDecimal behind, String whyNot) {

  Candidate because(String why) {
    return new Candidate(model, share, had, behind, why);
  }
}
