package dev.muster.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/**
 * The canonical JSON of a plan. Its settings are its own, so that no setting of the application can
 * change a digest. Maps keep the plan's order: the order of a mix decides ties.
 */
final class PlanJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .enable(com.fasterxml.jackson.core.JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private PlanJson() {}

  static String write(Record planOrPart) {
    try {
      return MAPPER.writeValueAsString(planOrPart);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a plan is plain data", e);
    }
  }

  static Plan read(String json) {
    return read(json, Plan.class);
  }

  static Price price(String json) {
    return read(json, Price.class);
  }

  private static <T> T read(String json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a kept plan is not readable by this version", e);
    }
  }
}
