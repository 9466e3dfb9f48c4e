package dev.muster.toolbelt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Response;

/** The text of an HTTP answer: its status, and its body within the limit. */
final class HttpText {
  private static final int FIRST_ERROR = 400;

  private HttpText() {}

  /**
   * A connection that was kept may be closed by the host at any moment, and a call on it would fail
   * though the host is well. Calls are few and never repeated, so each has a connection of its own.
   */
  static ConnectionPool noneKept() {
    return new ConnectionPool(0, 1, TimeUnit.NANOSECONDS);
  }

  /** Throws {@link ToolFailed} for an error status and for anything that is not text. */
  static String of(Response response, int maxBytes) throws IOException {
    var text = "HTTP " + response.code() + "\n" + body(response, maxBytes);
    if (response.code() >= FIRST_ERROR) {
      throw new ToolFailed(text);
    }
    return text;
  }

  /** The host did not answer, or not in time: nothing that Muster's log needs a stack for. */
  static ToolFailed noAnswer(HttpUrl url, IOException cause) {
    var why = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return new ToolFailed("no answer from " + url.host() + ":" + url.port() + ": " + why, cause);
  }

  private static String body(Response response, int maxBytes) throws IOException {
    var body = response.body();
    var type = body.contentType();
    if (type != null && !isText(type)) {
      throw new ToolFailed(
          "not text: " + type.type() + "/" + type.subtype() + " (HTTP " + response.code() + ")");
    }
    var charset = type == null ? null : type.charset();
    var source = body.source();
    source.request(maxBytes + 1L);
    var whole = source.getBuffer().size() <= maxBytes;
    var bytes = source.getBuffer().readByteArray(Math.min(maxBytes, source.getBuffer().size()));
    var text = new String(bytes, charset == null ? StandardCharsets.UTF_8 : charset);
    return whole ? text : text + "\n[cut: only the first " + maxBytes + " bytes]";
  }

  private static boolean isText(MediaType type) {
    var subtype = type.subtype().toLowerCase(Locale.ROOT);
    return type.type().equalsIgnoreCase("text")
        || subtype.matches("(.*[.+])?(json|xml|yaml|x-yaml|javascript|x-javascript)|x-ndjson");
  }
}
