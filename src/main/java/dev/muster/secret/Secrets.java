package dev.muster.secret;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Resolves {@code ${NAME}} references at the moment of use: first what this node defined itself
 * (addresses and folders, never secrets), then the environment, then {@code
 * $MUSTER_DATA/secrets.env} (mode 0600, re-read at each use): a line {@code NAME=value}, or {@code
 * NAME_FILE=/path} that names the file in which the value stands.
 */
public interface Secrets {

  /** Those of this environment, then of that file. */
  static Secrets of(Map<String, String> environment, SecretsFile file) {
    return new ResolvedSecrets(environment, file);
  }

  /** The text with every reference replaced. Throws {@link SecretMissing} naming the variable. */
  String resolve(String template);

  /** The value of one name, or empty. */
  Optional<String> find(String name);

  /** The names that the text refers to and that nothing resolves now. */
  Set<String> missing(String template);

  /** Like {@link #resolve} for the names that start with MUSTER_ only (places, not secrets). */
  String resolvePlaces(String template);

  /**
   * Makes a value known to {@link #redact} that no reference names, such as a login's token. Only
   * the newest few of a name stay known.
   *
   * @param name what people see in its place
   */
  void remember(String name, String value);

  /** Defines an address or folder of this node under a name that starts with MUSTER_. */
  void define(String name, String value);

  /** The files in which values stand, by lines of {@link #file}; nobody else need see them. */
  default List<Path> namedFiles() {
    return List.of();
  }

  /** The file in which a missing one can be set, as people are told. */
  default String file() {
    return "$MUSTER_DATA/secrets.env";
  }

  /**
   * The text with every value that was ever resolved (and is no place) replaced by its reference,
   * and what may be a half of one at its ends, where somebody may have cut it.
   */
  String redact(String text);

  /**
   * The same for a text that nobody cut and somebody acts on: only whole values. The beginning of
   * an address is that of many addresses.
   */
  default String redactWhole(String text) {
    return redact(text);
  }
}
