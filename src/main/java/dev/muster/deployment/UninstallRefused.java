package dev.muster.deployment;

import java.util.List;

/** Nothing was taken back, and why. */
public final class UninstallRefused extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private final boolean unknown;

  private UninstallRefused(String why, boolean unknown) {
    super(why);
    this.unknown = unknown;
  }

  static UninstallRefused unknown(String id) {
    return new UninstallRefused("no such deployment: " + id, true);
  }

  static UninstallRefused running(List<String> ids) {
    return new UninstallRefused(
        String.join(", ", ids) + " still runs: abort it first; nothing was taken back", false);
  }

  /** Whether there is no such deployment; else one runs. */
  public boolean isUnknown() {
    return unknown;
  }
}
