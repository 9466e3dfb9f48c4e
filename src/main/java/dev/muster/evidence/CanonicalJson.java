package dev.muster.evidence;

import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;

/**
 * One text for one content, whatever it was built of: keys sorted, no white space, plain decimals,
 * times in ISO 8601, durations in seconds. Its own mapper, so that a setting of the web's does not
 * change what is hashed.
 */
final class CanonicalJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private CanonicalJson() {}

  /** Written twice: trees and records come out as maps, and only maps are sorted. */
  static String write(Object content) {
    try {
      Object plain = MAPPER.readValue(MAPPER.writeValueAsBytes(content), Object.class);
      return MAPPER.writeValueAsString(plain);
    } catch (IOException e) {
      throw new IllegalArgumentException("Evidence that cannot be written as JSON", e);
    }
  }
}
