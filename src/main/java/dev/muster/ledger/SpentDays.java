package dev.muster.ledger;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What all deployments together spent, by day and model. */
public interface SpentDays {

  /**
   * From the first to the last day, both included.
   *
   * @param zone where days begin and end: a provider may bill by those of its own
   */
  List<SpentDay> between(LocalDate from, LocalDate to, ZoneId zone);

  /**
   * One model's day.
   *
   * @param model its plan name
   * @param modelId the id that was asked for
   * @param answeredAs the id that answered; null for what was not answered
   * @param answers stored answers
   * @param tokens all tokens of the answers that had usage
   * @param usd by the own book; null when an answer has no cost
   * @param unknown calls whose outcome nobody knows: the provider may bill them
   * @param unknownUsd their reservations
   * @param coveredUsd what subscriptions include of the answers, beside {@code usd}; null without
   */
  record SpentDay(
      LocalDate day,
      String model,
      String modelId,
      String answeredAs,
      long answers,
      long tokens,
      BigDecimal usd,
      long unknown,
      BigDecimal unknownUsd,
      BigDecimal coveredUsd) {

    /** What an invoice may call it, the likeliest first. */
    Stream<String> names() {
      return Stream.of(answeredAs, modelId, model).filter(Objects::nonNull);
    }
  }
}
