package dev.muster.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** What commands print for programs. */
final class Printed {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private Printed() {}

  /** Small sums show their digits, and no sum shows more than it has. */
  static String usd(BigDecimal usd) {
    var shown = usd.setScale(6, RoundingMode.HALF_UP).stripTrailingZeros();
    return (shown.scale() < 2 ? shown.setScale(2) : shown).toPlainString() + " USD";
  }

  static void json(Object value) {
    try {
      System.out.println(JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records are plain data", e);
    }
  }
}
