package dev.muster.workspace;

/** What an operator decides about programs that agents wrote: {@code MUSTER_COMMANDS}. */
enum Confining {
  /** They are confined, or refused. */
  REQUIRED("enclosed"),
  /** They are confined where the machine can; for a rehearsal, that holds no secret of worth. */
  PREFERRED("enclosed-if-possible"),
  /** They run as Muster's user. */
  OFF("unconfined");

  private final String text;

  Confining(String text) {
    this.text = text;
  }

  static Confining of(String text) {
    if (text.isBlank()) {
      return REQUIRED;
    }
    for (var one : values()) {
      if (one.text.equals(text.strip())) {
        return one;
      }
    }
    throw new IllegalArgumentException(
        "MUSTER_COMMANDS is \"%s\": set it to %s, %s or %s"
            .formatted(text, REQUIRED.text, PREFERRED.text, OFF.text));
  }
}
