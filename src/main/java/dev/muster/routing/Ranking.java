package dev.muster.routing;

import dev.muster.plan.Mix;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.List;

/**
 * The models of a mix, the one that is furthest behind its share first. Of what a rule has left of
 * a mix, the shares stand to each other as they were declared.
 */
final class Ranking {
  private static final MathContext DIGITS = MathContext.DECIMAL64;

  private Ranking() {}

  /** Ties keep the order of the mix; what models outside the mix had counts for nobody. */
  static List<Candidate> of(Mix mix, Tally.Had had) {
    var sum = had.next();
    for (var model : mix.shares().keySet()) {
      sum = sum.add(had.of(model));
    }
    var all = sum;
    var whole = mix.shares().values().stream().mapToInt(Integer::intValue).sum();
    return mix.shares().entrySet().stream()
        .filter(share -> share.getValue() > 0)
        .map(
            share ->
                candidate(
                    share.getKey(),
                    share.getValue(),
                    due(all, share.getValue(), whole),
                    had.of(share.getKey())))
        .sorted(Comparator.comparing(Candidate::behind).reversed())
        .toList();
  }

  private static BigDecimal due(BigDecimal all, int share, int whole) {
    return all.multiply(BigDecimal.valueOf(share)).divide(BigDecimal.valueOf(whole), DIGITS);
  }

  private static Candidate candidate(String model, int share, BigDecimal due, BigDecimal had) {
    return new Candidate(
        model, share, had.stripTrailingZeros(), due.subtract(had).stripTrailingZeros(), null);
  }
}
