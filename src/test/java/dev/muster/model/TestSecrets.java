package dev.muster.model;

import dev.muster.secret.SecretMissing;
import dev.muster.secret.Secrets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** References of a test, resolved from a map. */
final class TestSecrets implements Secrets {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(\\w+)}");
  private final Map<String, String> values = new ConcurrentHashMap<>();

  TestSecrets with(String name, String value) {
    values.put(name, value);
    return this;
  }

  void without(String name) {
    values.remove(name);
  }

  @Override
  public String resolve(String template) {
    return REFERENCE
        .matcher(template)
        .replaceAll(m -> find(m.group(1)).orElseThrow(() -> new SecretMissing(m.group(1), file())));
  }

  @Override
  public Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  @Override
  public Set<String> missing(String template) {
    return REFERENCE
        .matcher(template)
        .results()
        .map(m -> m.group(1))
        .filter(n -> !values.containsKey(n))
        .collect(Collectors.toSet());
  }

  @Override
  public String resolvePlaces(String template) {
    return template;
  }

  @Override
  public void define(String name, String value) {
    values.put(name, value);
  }

  @Override
  public void remember(String name, String value) {
    values.put(name, value);
  }

  @Override
  public String redact(String text) {
    var redacted = text;
    for (var value : values.entrySet()) {
      redacted = redacted.replace(value.getValue(), "${" + value.getKey() + "}");
    }
    return redacted;
  }
}
