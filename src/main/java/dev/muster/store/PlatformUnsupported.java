package dev.muster.store;

/** Muster brings no PostgreSQL for this kind of machine. */
public final class PlatformUnsupported extends StoreUnavailable {
  private static final long serialVersionUID = 1L;

  PlatformUnsupported(String platform) {
    super(
        "Muster brings no PostgreSQL for "
            + platform
            + ": set SPRING_DATASOURCE_URL to a PostgreSQL of yours");
  }
}
