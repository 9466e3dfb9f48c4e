package dev.muster.client;

import dev.muster.plan.SecretWords;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts references in the place of secrets that stand in clients' files in clear. The values stay in
 * here: only the names to set are told.
 */
final class ImportedSecrets {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)}");
  private static final Pattern SCHEME = Pattern.compile("(?i)^((?:bearer|basic|token)\\s+)(.*)$");
  private static final Pattern NAMED =
      Pattern.compile("(?s)^(-{0,2}[A-Za-z_][\\w.-]*)(=|:\\s*)(.+)$");
  private static final Pattern QUERY = Pattern.compile("([?&]([^=&#]+)=)([^&#]+)");
  private static final Pattern USER_INFO = Pattern.compile("^[a-zA-Z][\\w+.-]*://[^/?#\\s]*@.*");
  private static final Pattern UNTYPED =
      Pattern.compile("[0-9a-fA-F]{32,}|(?=.*[0-9])(?=.*[A-Z])(?=.*[a-z])[A-Za-z0-9_+=-]{28,}");
  private static final int LONGEST = 2000;
  private static final Set<String> PLAIN_HEADERS =
      Set.of("accept", "content-type", "user-agent", "accept-language", "mcp-protocol-version");
  private final Map<String, String> values = new LinkedHashMap<>();

  /** The names that a person has to set. */
  Set<String> names() {
    return values.keySet();
  }

  String env(String server, String name, String value) {
    boolean secret = SecretWords.isName(name) && !isReference(value);
    return secret || isSecret(value) ? reference(server, name, value) : value;
  }

  /** Of a header nobody knows what it is worth: only known plain ones stay. */
  String header(String server, String name, String value) {
    Matcher scheme = SCHEME.matcher(value);
    String prefix = scheme.matches() ? scheme.group(1) : "";
    String rest = value.substring(prefix.length());
    boolean plain = PLAIN_HEADERS.contains(name.toLowerCase(Locale.ROOT)) && !isSecret(rest);
    return plain || isReference(rest)
        ? value
        : prefix + reference(server, server + "_" + name, rest);
  }

  /**
   * @param before the argument before it, such as {@code --access-token}
   */
  String arg(String server, String before, String value) {
    Matcher named = NAMED.matcher(value);
    if (named.matches() && SecretWords.isName(named.group(1)) && !value.contains("://")) {
      String name = named.group(1);
      boolean header = named.group(2).startsWith(":");
      String own = name.startsWith("-") || header ? server + "_" + name : name;
      String rest =
          header
              ? header(server, name, named.group(3))
              : isReference(named.group(3))
                  ? named.group(3)
                  : reference(server, own, named.group(3));
      return name + named.group(2) + rest;
    }
    boolean follows = before.startsWith("-") && !before.contains("=") && SecretWords.isName(before);
    if (follows && !value.startsWith("-") && !isReference(value)) {
      return reference(server, server + "_" + before, value);
    }
    return value.contains("://") ? url(server, value) : whole(server, "argument", value);
  }

  String url(String server, String value) {
    String safe =
        QUERY
            .matcher(value)
            .replaceAll(found -> Matcher.quoteReplacement(query(server, found.group(2), found)));
    return USER_INFO.matcher(safe).matches()
        ? whole(server, "url", value, true)
        : whole(server, "url", safe);
  }

  private String query(String server, String name, java.util.regex.MatchResult found) {
    boolean secret = SecretWords.isName(name) || isSecret(found.group(3));
    return secret && !isReference(found.group(3))
        ? found.group(1) + reference(server, server + "_" + name, found.group(3))
        : found.group();
  }

  String whole(String server, String what, String value) {
    return whole(server, what, value, isUntyped(value));
  }

  private String whole(String server, String what, String value, boolean secret) {
    return secret ? reference(server, server + "_" + what, value) : value;
  }

  private static boolean isReference(String value) {
    return value.isBlank() || REFERENCE.matcher(value).replaceAll("").isBlank();
  }

  /** By itself; what has several lines or is very long cannot stand in a plan either. */
  private static boolean isSecret(String value) {
    String rest = REFERENCE.matcher(value).replaceAll("");
    return SecretWords.holdsToken(rest)
        || SecretWords.looksRandom(rest)
        || USER_INFO.matcher(rest).matches()
        || rest.length() > LONGEST
        || rest.indexOf('\n') >= 0
        || rest.indexOf('\r') >= 0;
  }

  /** Of arguments and addresses, which may be long words and paths that a person typed. */
  private static boolean isUntyped(String value) {
    String rest = REFERENCE.matcher(value).replaceAll("");
    boolean odd =
        Arrays.stream(rest.split("[^A-Za-z0-9_+=-]+")).anyMatch(p -> UNTYPED.matcher(p).matches());
    return odd || !SecretWords.looksRandom(rest) && isSecret(value) || SecretWords.holdsToken(rest);
  }

  /** One name for one value: another value gets a name of its own. */
  private String reference(String server, String wanted, String value) {
    String name = word(wanted);
    String free = name;
    for (int n = 1; !values.getOrDefault(free, value).equals(value); n++) {
      free = n == 1 ? word(server + "_" + wanted) : word(server + "_" + wanted + "_" + n);
    }
    values.put(free, value);
    return "${" + free + "}";
  }

  /** As references are written: capitals, digits and underscores. */
  static String word(String name) {
    String word =
        name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_").replaceAll("^_+|_+$", "");
    return word.matches("[A-Z].*") ? word : "SECRET_" + word;
  }
}
