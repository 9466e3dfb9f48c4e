package dev.muster.model;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/**
 * A body that is sent once: OkHttp repeats a 503 with {@code Retry-After: 0}, a 408 and a 421 by
 * itself, whatever it was told, unless the body says so (law 1).
 */
final class OnceBody extends RequestBody {
  private static final MediaType JSON = MediaType.get("application/json");
  private final byte[] bytes;

  OnceBody(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public MediaType contentType() {
    return JSON;
  }

  @Override
  public long contentLength() {
    return bytes.length;
  }

  @Override
  public boolean isOneShot() {
    return true;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    sink.write(bytes);
  }
}
