package dev.muster.toolbelt;

import java.util.List;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/** Address prefixes, compared part by part: scheme, host, port, then whole path segments. */
final class WebAllowList {
  private static final Pattern ENCODED = Pattern.compile("(?i)%(2e|2f|5c|25|00)");
  private final List<String> prefixes;

  WebAllowList(List<String> prefixes) {
    this.prefixes = prefixes;
  }

  /** The address, normalised; refused when no prefix covers it. */
  HttpUrl checked(String text) {
    var url = HttpUrl.parse(text.strip());
    if (url == null) {
      throw new ToolFailed("not an http or https address: " + text);
    }
    var hidden = !url.username().isEmpty() || !url.password().isEmpty() || climbs(url);
    if (hidden || prefixes.stream().noneMatch(prefix -> covers(prefix, url))) {
      throw new ToolFailed("not allowed: " + text + "; allowed are addresses below " + prefixes);
    }
    return url;
  }

  /** Some servers decode a segment once more than they should. */
  private static boolean climbs(HttpUrl url) {
    return url.pathSegments().stream()
        .anyMatch(
            segment ->
                segment.contains("/")
                    || segment.contains("\\")
                    || segment.equals("..")
                    || segment.indexOf('\0') >= 0
                    || ENCODED.matcher(segment).find());
  }

  private static boolean covers(String prefix, HttpUrl url) {
    var allowed = HttpUrl.parse(prefix);
    if (allowed == null
        || !allowed.scheme().equals(url.scheme())
        || !allowed.host().equals(url.host())
        || allowed.port() != url.port()) {
      return false;
    }
    var wanted = allowed.pathSegments();
    var folder = wanted.get(wanted.size() - 1).isEmpty();
    var needed = folder ? wanted.subList(0, wanted.size() - 1) : wanted;
    var segments = url.pathSegments();
    return segments.size() >= needed.size() && segments.subList(0, needed.size()).equals(needed);
  }
}
