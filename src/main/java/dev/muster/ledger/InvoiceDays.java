package dev.muster.ledger;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.regex.Pattern;

/**
 * Reads the day of an invoice's row, in the zone whose days are compared. A date is the provider's
 * own day, and so is a midnight where all rows are at one; only a moment can be of another day.
 *
 * @param daily whether all rows with an offset are at midnight: sums of days, and no hours
 */
record InvoiceDays(ZoneId zone, boolean daily) {
  private static final Pattern WRITTEN =
      Pattern.compile(
          "([0-9]{4})[-/]([0-9]{2})[-/]([0-9]{2})(?:[T ] *([0-9]{1,2}:[0-9:.]+) *(\\S.*)?)?");
  private static final Pattern OFFSET = Pattern.compile("Z|[+-][0-9]{2}(:?[0-9]{2})?");

  /** A name that is known everywhere: PST alone is of more than one country. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?:UTC|GMT)([+-][0-9]{1,2}(:[0-9]{2})?)?|\\[?([A-Za-z_]+(/[A-Za-z_-]+)+)\\]?");

  /** Throws {@link IllegalArgumentException} with what is wrong with the text. */
  LocalDate of(String text) {
    var written = WRITTEN.matcher(text);
    if (!written.matches()) {
      throw noDate(text, null);
    }
    try {
      var day =
          LocalDate.parse(String.join("-", written.group(1), written.group(2), written.group(3)));
      var at = written.group(4);
      var time =
          at == null ? LocalTime.MIDNIGHT : LocalTime.parse(at.charAt(1) == ':' ? "0" + at : at);
      var offset = written.group(5);
      return offset == null || offset.matches("(?i)[ap]\\.?m\\.?")
          ? day
          : day(text, LocalDateTime.of(day, time), offset);
    } catch (DateTimeException e) {
      throw noDate(text, e);
    }
  }

  /** Whether a row is of an hour of its day, and so the file none of days alone. */
  static boolean isMoment(String text) {
    var written = WRITTEN.matcher(text);
    return written.matches()
        && written.group(5) != null
        && !written.group(4).matches("0?0:00(:00(\\.0*)?)?");
  }

  private LocalDate day(String text, LocalDateTime at, String offset) {
    var from = known(text, offset);
    return daily && at.toLocalTime().equals(LocalTime.MIDNIGHT)
        ? at.toLocalDate()
        : at.atZone(from).withZoneSameInstant(zone).toLocalDate();
  }

  private static ZoneId known(String text, String offset) {
    try {
      if (OFFSET.matcher(offset).matches() || NAME.matcher(offset).matches()) {
        return ZoneId.of(offset.replaceAll("[\\[\\]]", ""));
      }
    } catch (DateTimeException e) {
      // No zone of that name: told as any other text that is none.
    }
    throw new IllegalArgumentException(
        InvoiceColumns.shown(text)
            + " ends in what is no offset: write one such as -08:00, or a name such as"
            + " America/Los_Angeles");
  }

  private static IllegalArgumentException noDate(String text, DateTimeException why) {
    return new IllegalArgumentException(
        InvoiceColumns.shown(text) + " is no date such as 2026-11-23", why);
  }
}
