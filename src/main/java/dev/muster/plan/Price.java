package dev.muster.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One dated row of the price book, USD per million tokens.
 *
 * @param cacheRead null when the provider has no such price
 * @param cacheWrite of what is kept for 5 minutes; null when the provider has no such price
 * @param source where the figure was read, a page or data set with its date
 * @param cacheWrite1h of what is kept for an hour; null when the provider has no such price
 * @param reasoning null: reasoning is billed as output
 * @param perRequest USD of each answered call, beside its tokens; null: none
 * @param tiers dearer or cheaper figures for calls with more input, ascending
 * @param others rows of the same name from other days
 * @param included what a subscription holds before these prices are billed; null: nothing
 */
public record Price(
    String name,
    BigDecimal input,
    BigDecimal output,
    BigDecimal cacheRead,
    BigDecimal cacheWrite,
    LocalDate effectiveFrom,
    String source,
    // Left out of the canonical JSON when not given: plans that were frozen before keep their
    // digest.
    @JsonInclude(Include.NON_NULL) BigDecimal cacheWrite1h,
    @JsonInclude(Include.NON_NULL) BigDecimal reasoning,
    @JsonInclude(Include.NON_NULL) BigDecimal perRequest,
    @JsonInclude(Include.NON_EMPTY) List<Tier> tiers,
    @JsonInclude(Include.NON_EMPTY) List<Price> others,
    @JsonInclude(Include.NON_NULL) Included included) {

  /** Rows that were kept before tiers were known have none. */
  public Price {
    tiers = tiers == null ? List.of() : List.copyOf(tiers);
    others = others == null ? List.of() : List.copyOf(others);
  }

  /** A row with one price for each kind of tokens. */
  public Price(
      String name,
      BigDecimal input,
      BigDecimal output,
      BigDecimal cacheRead,
      BigDecimal cacheWrite,
      LocalDate effectiveFrom,
      String source) {
    this(
        name,
        input,
        output,
        cacheRead,
        cacheWrite,
        effectiveFrom,
        source,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** A row without a subscription. */
  public Price(
      String name,
      BigDecimal input,
      BigDecimal output,
      BigDecimal cacheRead,
      BigDecimal cacheWrite,
      LocalDate effectiveFrom,
      String source,
      BigDecimal cacheWrite1h,
      BigDecimal reasoning,
      BigDecimal perRequest,
      List<Tier> tiers,
      List<Price> others) {
    this(
        name,
        input,
        output,
        cacheRead,
        cacheWrite,
        effectiveFrom,
        source,
        cacheWrite1h,
        reasoning,
        perRequest,
        tiers,
        others,
        null);
  }

  /**
   * What a subscription holds in each calendar month (UTC) before the row's prices are billed: a
   * call takes of it first, whichever deployment makes it.
   *
   * @param usd worth of calls at the row's prices; null when it is counted in requests
   * @param requests answered calls; null when it is counted in dollars
   * @param plan the subscription, which several rows may share; null: the row's own
   */
  public record Included(
      @JsonInclude(Include.NON_NULL) BigDecimal usd,
      @JsonInclude(Include.NON_NULL) Long requests,
      @JsonInclude(Include.NON_NULL) String plan) {

    /** What one row holds alone. */
    public Included(BigDecimal usd, Long requests) {
      this(usd, requests, null);
    }
  }

  /** The name under which is counted what was taken of what is included. */
  public String subscription() {
    return included == null || included.plan() == null ? name : included.plan();
  }

  /**
   * What all tokens of a call cost whose input, caches included, is larger than this.
   *
   * @param aboveInputTokens the call's input is more than so many tokens
   */
  public record Tier(
      long aboveInputTokens,
      BigDecimal input,
      BigDecimal output,
      @JsonInclude(Include.NON_NULL) BigDecimal cacheRead,
      @JsonInclude(Include.NON_NULL) BigDecimal cacheWrite,
      @JsonInclude(Include.NON_NULL) BigDecimal cacheWrite1h,
      @JsonInclude(Include.NON_NULL) BigDecimal reasoning) {

    /** What a reasoning token costs: as much as output unless the provider says otherwise. */
    public BigDecimal thought() {
      return reasoning == null ? output : reasoning;
    }
  }

  /** The figures of a call with so much input. */
  public Tier tier(long inputTokens) {
    return reachable(inputTokens).reduce((lower, higher) -> higher).orElseThrow();
  }

  /** The figures of all calls with at most so much input, ascending. */
  public Stream<Tier> reachable(long inputTokens) {
    var first = new Tier(0, input, output, cacheRead, cacheWrite, cacheWrite1h, reasoning);
    return Stream.concat(
        Stream.of(first), tiers.stream().filter(t -> t.aboveInputTokens() < inputTokens));
  }

  /** Each row of this name by itself. */
  public Stream<Price> rows() {
    return Stream.concat(Stream.of(alone()), others.stream());
  }

  /** The row in force on a day; empty before the first. */
  public Optional<Price> on(LocalDate day) {
    return rows().filter(row -> !row.from().isAfter(day)).max(Comparator.comparing(Price::from));
  }

  /** The row in force at a moment: days begin and end in UTC. Empty before the first row. */
  public Optional<Price> at(Instant moment) {
    return on(LocalDate.ofInstant(moment, ZoneOffset.UTC));
  }

  private LocalDate from() {
    return effectiveFrom == null ? LocalDate.MIN : effectiveFrom;
  }

  private Price alone() {
    return others.isEmpty()
        ? this
        : new Price(
            name,
            input,
            output,
            cacheRead,
            cacheWrite,
            effectiveFrom,
            source,
            cacheWrite1h,
            reasoning,
            perRequest,
            tiers,
            null,
            included);
  }

  /** Name, day and a digest of the row, so that a figure changed in place is another version. */
  public String version() {
    return name + "@" + effectiveFrom + "/" + PlanDigest.brief(alone().json());
  }

  /** The row as it is kept with what it priced. */
  public String json() {
    return PlanJson.write(this);
  }

  /** A row that was kept. */
  public static Price kept(String json) {
    return PlanJson.price(json);
  }
}
