package dev.muster.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;

/** What a client's own parser allows beyond JSON. */
enum Dialect {
  STRICT(false, false),
  COMMENTS(true, false),
  COMMENTS_AND_TRAILING_COMMAS(true, true);

  private final JsonFactory factory;

  Dialect(boolean comments, boolean trailingCommas) {
    this.factory =
        JsonFactory.builder()
            .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, true)
            .configure(JsonReadFeature.ALLOW_JAVA_COMMENTS, comments)
            .configure(JsonReadFeature.ALLOW_TRAILING_COMMA, trailingCommas)
            .build();
  }

  JsonFactory factory() {
    return factory;
  }
}
