package dev.muster.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.Price;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * One model's answers under two books.
 *
 * @param calls answers, with and without usage
 * @param recordedUsd by the book of their time; null when an answer has no cost
 * @param unrecorded answers without a cost
 * @param repricedUsd under the other book; null when it cannot price an answer
 * @param unpriced answers that the other book cannot price
 * @param why of the first of them; null when all are priced
 * @param coveredUsd what subscriptions included beside {@code recordedUsd}; null without any
 * @param repricedCoveredUsd what those of the other book would have included beside {@code
 *     repricedUsd}; null without any
 */
public record Repriced(
    String model,
    long calls,
    BigDecimal recordedUsd,
    long unrecorded,
    BigDecimal repricedUsd,
    long unpriced,
    String why,
    @JsonInclude(Include.NON_NULL) BigDecimal coveredUsd,
    @JsonInclude(Include.NON_NULL) BigDecimal repricedCoveredUsd) {

  /**
   * What a deployment used, or all of them.
   *
   * @param deployment empty: of all
   * @throws dev.muster.plan.NotKnown when nothing was used and nothing is known of it
   */
  public static List<Repriced> of(
      String deployment,
      Map<String, Price> book,
      LocalDate asOf,
      Repricing repricing,
      DeploymentPlans plans) {
    var all = repricing.under(book, deployment, asOf);
    if (all.isEmpty() && !deployment.isEmpty()) {
      plans.of(deployment);
    }
    return all;
  }
}
