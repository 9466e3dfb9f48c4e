package dev.muster.command;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import picocli.CommandLine.TypeConversionException;

/** Reads words of the command line; what does not fit is told without the names of our classes. */
final class Words {
  private Words() {}

  static LocalDate day(String word) {
    try {
      return LocalDate.parse(word);
    } catch (DateTimeException e) {
      throw new TypeConversionException("'" + word + "' is no day such as 2026-11-24");
    }
  }

  static ZoneId zone(String word) {
    try {
      return ZoneId.of(word);
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "'" + word + "' is no zone such as America/Los_Angeles or +08:00");
    }
  }

  static BigDecimal amount(String word) {
    if (!word.matches("-?[0-9]{1,12}(\\.[0-9]{1,20})?")) {
      throw new TypeConversionException("'" + word + "' is no amount in USD such as 12.50");
    }
    return new BigDecimal(word);
  }
}
