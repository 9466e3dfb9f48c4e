package dev.muster.deployment;

import dev.muster.ledger.Attempt;
import dev.muster.ledger.Spread;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where providers or CLIs say another cost than the own price book: one of the two is wrong. */
final class ReportedCosts {
  private static final String TEXT =
      "%d of %d answers of %s cost %s USD by the own price book, and %s USD by what its provider"
          + " reports: more than %d %% apart.";

  private ReportedCosts() {}

  static List<String> findings(List<Attempt> attempts) {
    var found = new ArrayList<String>();
    attempts.stream()
        .filter(ReportedCosts::both)
        .collect(Collectors.groupingBy(Attempt::model, TreeMap::new, Collectors.toList()))
        .forEach((model, all) -> finding(model, all, found));
    return found;
  }

  /** What is free or flat has no price of each answer that could be another one. */
  private static boolean both(Attempt a) {
    return !a.declaredFree()
        && a.costUsd() != null
        && a.usage() != null
        && a.usage().reportedUsd() != null;
  }

  private static void finding(String model, List<Attempt> all, List<String> found) {
    var apart = all.stream().filter(ReportedCosts::apart).toList();
    if (!apart.isEmpty()) {
      found.add(
          TEXT.formatted(
              apart.size(),
              all.size(),
              model,
              sum(apart, Attempt::costUsd),
              sum(apart, a -> a.usage().reportedUsd()),
              Spread.MOST_PERCENT));
    }
  }

  /** A provider may say the price of a call, or what is left of it after a subscription. */
  private static boolean apart(Attempt a) {
    var reported = a.usage().reportedUsd();
    return Spread.over(a.costUsd(), reported)
        && (a.coveredUsd() == null || Spread.over(a.costUsd().add(a.coveredUsd()), reported));
  }

  private static String sum(List<Attempt> all, Function<Attempt, BigDecimal> usd) {
    return Rounded.usd(all.stream().map(usd).reduce(BigDecimal.ZERO, BigDecimal::add))
        .stripTrailingZeros()
        .toPlainString();
  }
}
