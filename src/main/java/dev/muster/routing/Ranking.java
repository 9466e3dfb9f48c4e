package dev.muster.routing;

import dev.muster.plan.Mix;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;

/** The models of a mix, the one that is furthest behind its share first. */
final class Ranking {
  private static final BigDecimal WHOLE = BigDecimal.valueOf(100);

  private Ranking() {}

  /** Ties keep the order of the mix; what models outside the mix had counts for nobody. */
  static List<Candidate> of(Mix mix, Tally.Had had) {
    var sum = had.next();
    for (var model : mix.shares().keySet()) {
      sum = sum.add(had.of(model));
    }
    var all = sum;
    return mix.shares().entrySet().stream()
        .filter(share -> share.getValue() > 0)
        .map(share -> candidate(share.getKey(), share.getValue(), all, had.of(share.getKey())))
        .sorted(Comparator.comparing(Candidate::behind).reversed())
        .toList();
  }

  private static Candidate candidate(String model, int share, BigDecimal all, BigDecimal had) {
    var due = all.multiply(BigDecimal.valueOf(share)).divide(WHOLE);
    return new Candidate(
        model, share, had.stripTrailingZeros(), due.subtract(had).stripTrailingZeros(), null);
  }
}
