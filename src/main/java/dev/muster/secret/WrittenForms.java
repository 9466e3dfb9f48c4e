package dev.muster.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/** How programs write a value down: as it is, in JSON, in an address, in HTML, in base64. */
final class WrittenForms {
  /** Of a shorter one, base64 is a word that may stand anywhere. */
  private static final int SHORTEST_ENCODED = 8;

  private static final int LAST_ASCII = 0x7e;
  private static final int BYTE = 8;
  private static final int SEXTET = 6;

  private WrittenForms() {}

  static Set<String> of(String value) {
    Set<String> forms = new LinkedHashSet<>();
    forms.add(value);
    // JSON in a text of JSON is what error bodies and logs are made of.
    forms.add(json(value));
    forms.add(json(json(value)));
    forms.add(json(value).replace("/", "\\/"));
    // Go writes these three so, and Python and .NET whatever is not ASCII.
    for (String hex : List.of("\\u%04x", "\\u%04X")) {
      forms.add(escaped(json(value), hex, c -> c > LAST_ASCII));
      forms.add(escaped(json(value), hex, c -> "&<>".indexOf(c) >= 0));
      forms.add(escaped(json(value), hex, c -> c > LAST_ASCII || "&<>".indexOf(c) >= 0));
      forms.add(escaped(json(value), hex, c -> c > LAST_ASCII || "&<>'+`".indexOf(c) >= 0));
    }
    forms.add(html(value));
    forms.add(html(value).replace("'", "&#39;"));
    forms.add(html(value).replace("'", "&#x27;"));
    queries(value).forEach(forms::add);
    if (value.length() >= SHORTEST_ENCODED) {
      Stream.of(0, 1, 2).flatMap(offset -> base64(value, offset)).forEach(forms::add);
    }
    return forms;
  }

  private static String json(String text) {
    return text.replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t");
  }

  /** JSON of a program that writes some characters by their number. */
  private static String escaped(String json, String hex, IntPredicate which) {
    StringBuilder text = new StringBuilder();
    json.chars()
        .forEach(c -> text.append(which.test(c) ? hex.formatted(c) : String.valueOf((char) c)));
    return text.toString();
  }

  private static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** As a form encodes it, as a path does, and as a browser's script does. */
  private static Stream<String> queries(String value) {
    String form = URLEncoder.encode(value, UTF_8);
    String path = form.replace("+", "%20");
    String script =
        path.replace("%21", "!")
            .replace("%27", "'")
            .replace("%28", "(")
            .replace("%29", ")")
            .replace("%7E", "~");
    return Stream.of(form, path, script);
  }

  /** What of it stays the same whatever stands before and behind, as in "user:password". */
  private static Stream<String> base64(String value, int offset) {
    byte[] bytes = value.getBytes(UTF_8);
    byte[] shifted = new byte[offset + bytes.length];
    System.arraycopy(bytes, 0, shifted, offset, bytes.length);
    String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
    int begin = (offset * BYTE + SEXTET - 1) / SEXTET;
    String core = text.substring(begin, shifted.length * BYTE / SEXTET);
    return Stream.of(core, core.replace('+', '-').replace('/', '_'));
  }
}
