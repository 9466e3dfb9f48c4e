package dev.muster.secret;

/** A reference has no value. The message names the variable and the two places to set it. */
public final class SecretMissing extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String name;

  /**
   * @param file where it can be set
   */
  public SecretMissing(String name, String file) {
    super("${" + name + "} has no value: set it in the environment or in " + file + " (mode 0600)");
    this.name = name;
  }

  /** The variable that is missing. */
  public String name() {
    return name;
  }
}
