package dev.muster.ledger;

import dev.muster.plan.Price;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** What the subscriptions of another book would have taken, call by call in their order. */
final class RepricedCredits {
  private final Map<Key, CreditUsed> used = new HashMap<>();

  private record Key(String name, YearMonth month) {}

  /** Whether a call costs less when others were made before it. */
  static boolean in(Map<String, Price> book) {
    return book.values().stream().flatMap(Price::rows).anyMatch(row -> row.included() != null);
  }

  /** What is covered of a call; null without a subscription or a price. */
  BigDecimal cover(Price row, Cost full, Instant answered) {
    if (row == null || row.included() == null) {
      return null;
    }
    var key = new Key(row.subscription(), YearMonth.from(answered.atZone(ZoneOffset.UTC)));
    var before = used.getOrDefault(key, CreditUsed.NOTHING);
    var covered = full.usd() == null ? null : before.covers(row.included(), full.usd());
    used.put(key, before.plus(covered));
    return covered;
  }
}
