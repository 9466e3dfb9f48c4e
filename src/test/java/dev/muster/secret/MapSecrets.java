package dev.muster.secret;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** References from a map, for tests. */
public class MapSecrets implements Secrets {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
  private final Map<String, String> values = new ConcurrentHashMap<>();
  private final Map<String, String> remembered = new ConcurrentHashMap<>();

  @Override
  public String resolve(String template) {
    return replace(template, name -> true);
  }

  @Override
  public Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  @Override
  public Set<String> missing(String template) {
    Set<String> missing = new LinkedHashSet<>();
    Matcher m = REFERENCE.matcher(template);
    while (m.find()) {
      if (!values.containsKey(m.group(1))) {
        missing.add(m.group(1));
      }
    }
    return missing;
  }

  @Override
  public String resolvePlaces(String template) {
    return replace(template, name -> name.startsWith("MUSTER_"));
  }

  @Override
  public void define(String name, String value) {
    values.put(name, value);
  }

  @Override
  public void remember(String name, String value) {
    remembered.put(value, name);
  }

  @Override
  public String redact(String text) {
    String redacted = text;
    for (Map.Entry<String, String> e : remembered.entrySet()) {
      redacted = redacted.replace(e.getKey(), "${" + e.getValue() + "}");
    }
    for (Map.Entry<String, String> e : values.entrySet()) {
      if (!e.getKey().startsWith("MUSTER_")) {
        redacted = redacted.replace(e.getValue(), "${" + e.getKey() + "}");
      }
    }
    return redacted;
  }

  private String replace(String template, Predicate<String> which) {
    return REFERENCE
        .matcher(template)
        .replaceAll(
            m ->
                Matcher.quoteReplacement(
                    which.test(m.group(1))
                        ? find(m.group(1)).orElseThrow(() -> new SecretMissing(m.group(1), file()))
                        : m.group()));
  }
}
