package dev.muster.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * What a stream of events has told so far, read beside the one who uses it: whether the answer has
 * come, and where to go on if it has not.
 */
final class SeenEvents {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A longer message is taken for the answer: those that ask or tell something are short. */
  private static final int LONGEST = 64 << 10;

  private static final int MOST_RESUMED = 50;
  private static final Duration USUAL_PAUSE = Duration.ofSeconds(1);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private String id;
  private String lastId;
  private int resumed;
  private Duration pause = USUAL_PAUSE;
  private boolean tooLong;
  private boolean answered;

  /** Leaves the buffers as they are. */
  synchronized void read(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      ByteBuffer own = buffer.duplicate();
      while (own.hasRemaining()) {
        read(own.get());
      }
    }
  }

  private void read(byte next) {
    if (next == '\n') {
      line(line.toString(StandardCharsets.UTF_8).stripTrailing());
      line.reset();
    } else if (line.size() < LONGEST) {
      line.write(next);
    } else {
      tooLong = true;
    }
  }

  private void line(String text) {
    if (text.isEmpty()) {
      event();
    } else if (text.startsWith("id:")) {
      id = text.substring(3).strip();
    } else if (text.startsWith("retry:")) {
      pause(text.substring(6).strip());
    } else if (text.startsWith("data:")) {
      tooLong |= data.length() + text.length() > LONGEST;
      data.append(tooLong ? "" : text.substring(5).strip());
    }
  }

  private void event() {
    lastId = id == null || id.isEmpty() ? lastId : id;
    answered |= tooLong || isAnswer(data.toString());
    data.setLength(0);
    tooLong = false;
  }

  private static boolean isAnswer(String text) {
    try {
      JsonNode message = text.isBlank() ? JSON.nullNode() : JSON.readTree(text);
      return message.has("result") || message.has("error");
    } catch (JsonProcessingException notForUs) {
      return true;
    }
  }

  private void pause(String millis) {
    if (millis.matches("\\d{1,9}")) {
      Duration wished = Duration.ofMillis(Long.parseLong(millis));
      Duration bounded = wished.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wished;
      pause = bounded.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : bounded;
    }
  }

  /** Whether the answer is still to come, and the server said where to go on. */
  synchronized boolean isBroken() {
    return !answered && lastId != null;
  }

  /** Whether the stream may be resumed once more; a server may end it as often as it likes. */
  synchronized boolean mayResume() {
    return resumed++ < MOST_RESUMED;
  }

  synchronized String lastId() {
    return lastId;
  }

  synchronized Duration pause() {
    return pause;
  }
}
