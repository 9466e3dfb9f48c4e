package dev.muster.command;

import dev.muster.gateway.PersonalSpending.Spent;

/** What a person's CLI spent on a day, in a line. */
final class SpentLine {
  private SpentLine() {}

  static String of(Spent spent) {
    var day = spent.day();
    var line =
        "%s  %s  %s  %s  %s  %d calls, %d tokens in, %d out  %s"
            .formatted(
                day.day(),
                spent.owner(),
                day.agent(),
                day.model(),
                day.subject(),
                day.calls(),
                day.inputTokens(),
                day.outputTokens(),
                day.usd() == null
                    ? "unmeasured (%d answers without a cost)".formatted(day.unmeasured())
                    : Printed.usd(day.usd()));
    return day.unknown() == 0
        ? line
        : line
            + " and %d of unknown end, counted at %s"
                .formatted(day.unknown(), Printed.usd(day.unknownUsd()));
  }
}
