package dev.muster.model;

import java.util.Locale;
import java.util.Set;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.GzipSource;
import okio.Okio;

/**
 * Answers as their sender wrote them. Who forwards an answer asks for it uncompressed, and some
 * servers, or what stands before them, compress it all the same.
 */
final class Unpacked {
  private static final String PACKING = "Content-Encoding";
  private static final Set<String> GZIP = Set.of("gzip", "x-gzip");

  private Unpacked() {}

  /** The same answer without gzip; any other packing stays, and so does its header. */
  static Response of(Response response) {
    if (!GZIP.contains(packing(response))) {
      return response;
    }
    var packed = response.body();
    var plain = Okio.buffer(new GzipSource(packed.source()));
    return response
        .newBuilder()
        .removeHeader(PACKING)
        .removeHeader("Content-Length")
        .body(ResponseBody.create(plain, packed.contentType(), -1))
        .build();
  }

  /** Whether nobody here can read it. */
  static boolean isPacked(Response response) {
    return !packing(response).equals("identity");
  }

  static String packing(Response response) {
    return response.header(PACKING, "identity").trim().toLowerCase(Locale.ROOT);
  }
}
