package dev.muster.plan;

import static dev.muster.plan.Shape.byName;
import static dev.muster.plan.Shape.keys;
import static dev.muster.plan.Shape.line;
import static dev.muster.plan.Shape.name;
import static dev.muster.plan.Shape.needed;
import static dev.muster.plan.Shape.optional;

/** The keys of the price book. */
final class PriceShapes {
  private static final Shape USD = new Shape.Decimal(0, 100_000);

  private PriceShapes() {}

  /** Names to a row, or to the rows of several days. */
  static Shape.Keys book() {
    return byName(new Shape.Either(new Shape.Items(row(), 1), row()), 0);
  }

  private static Shape.Keys row() {
    return keys(
        needed("input", USD, "USD per million input tokens."),
        needed("output", USD, "USD per million output tokens."),
        optional("cacheRead", USD, "USD per million tokens read from a cache."),
        optional("cacheWrite", USD, "USD per million tokens written to a cache for 5 minutes."),
        optional("cacheWrite1h", USD, "USD per million tokens written to a cache for an hour."),
        optional("reasoning", USD, "USD per million reasoning tokens; as output unless given."),
        optional("perRequest", USD, "USD of each answered call, beside its tokens."),
        optional("tiers", new Shape.Items(tier(), 1), "Prices of calls with more input."),
        optional("included", included(), "What a subscription holds before prices are billed."),
        needed("effectiveFrom", new Shape.Day(), "The day (UTC) from which the price holds."),
        needed("source", line(), "Where it was read, with the date."));
  }

  private static Shape.Keys included() {
    return keys(
        optional("usd", USD, "USD a calendar month (UTC), at the row's prices."),
        optional(
            "requests", new Shape.Whole(1, 10_000_000), "Answered calls a calendar month (UTC)."),
        optional("plan", name(), "The subscription, when several rows share it."));
  }

  private static Shape.Keys tier() {
    return keys(
        needed(
            "aboveInputTokens",
            new Shape.Whole(1, CatalogueShapes.MOST_TOKENS),
            "Holds for all tokens of a call with more input than this, caches included."),
        needed("input", USD, "USD per million input tokens."),
        needed("output", USD, "USD per million output tokens."),
        optional("cacheRead", USD, "USD per million tokens read from a cache."),
        optional("cacheWrite", USD, "USD per million tokens written to a cache for 5 minutes."),
        optional("cacheWrite1h", USD, "USD per million tokens written to a cache for an hour."),
        optional("reasoning", USD, "USD per million reasoning tokens; as output unless given."));
  }
}
