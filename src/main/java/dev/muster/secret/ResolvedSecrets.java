package dev.muster.secret;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Resolves from this node's places, the environment and {@link SecretsFile}, in this order. */
final class ResolvedSecrets implements Secrets {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
  private static final String PLACE = "MUSTER_";

  private final Map<String, String> places = new ConcurrentHashMap<>();
  private final Redaction redaction = new Redaction();
  private final Map<String, String> environment;
  private final SecretsFile file;
  private final NamedFiles named;

  ResolvedSecrets(Map<String, String> environment, SecretsFile file) {
    this.environment = environment;
    this.file = file;
    this.named = new NamedFiles(file);
    // Known from the start: a value must not show only because nobody has used it yet.
    file.values().forEach(redaction::remember);
    named.readable().forEach(redaction::remember);
  }

  @Override
  public String resolve(String template) {
    return replace(template, name -> Optional.of(known(name, find(name))));
  }

  /**
   * Only what this node defined is a place: MUSTER_ADMIN_PASSWORD of the environment must not land
   * in a client's file.
   */
  @Override
  public String resolvePlaces(String template) {
    return replace(
        template,
        name ->
            name.startsWith(PLACE)
                ? Optional.of(known(name, Optional.ofNullable(places.get(name))))
                : Optional.empty());
  }

  private static String replace(String template, Function<String, Optional<String>> value) {
    return REFERENCE
        .matcher(template)
        .replaceAll(
            found -> Matcher.quoteReplacement(value.apply(found.group(1)).orElse(found.group())));
  }

  private String known(String name, Optional<String> value) {
    return value.orElseThrow(() -> new SecretMissing(name, file()));
  }

  @Override
  public Optional<String> find(String name) {
    String place = places.get(name);
    if (place != null) {
      return Optional.of(place);
    }
    Optional<String> value =
        Optional.ofNullable(environment.get(name))
            .or(() -> file.find(name))
            .or(() -> named.find(name))
            .filter(text -> !text.isEmpty());
    value.ifPresent(text -> redaction.remember(name, text));
    return value;
  }

  @Override
  public List<Path> namedFiles() {
    return named.all();
  }

  @Override
  public String file() {
    return file.path().toString();
  }

  @Override
  public Set<String> missing(String template) {
    Set<String> missing = new LinkedHashSet<>();
    REFERENCE
        .matcher(template)
        .results()
        .map(found -> found.group(1))
        .filter(name -> find(name).isEmpty())
        .forEach(missing::add);
    return missing;
  }

  @Override
  public void define(String name, String value) {
    if (!name.startsWith(PLACE)) {
      throw new IllegalArgumentException(name + " is no place: its name must start with " + PLACE);
    }
    places.put(name, value);
  }

  @Override
  public void remember(String name, String value) {
    redaction.renew(name, value);
  }

  @Override
  public String redact(String text) {
    return redaction.redact(text);
  }

  @Override
  public String redactWhole(String text) {
    return redaction.redactWhole(text);
  }
}
