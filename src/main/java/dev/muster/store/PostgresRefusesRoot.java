package dev.muster.store;

/** PostgreSQL does not run as root and this machine does not let us set that aside. */
public final class PostgresRefusesRoot extends StoreUnavailable {
  private static final long serialVersionUID = 1L;

  PostgresRefusesRoot(String why) {
    super(
        "PostgreSQL does not run as root, and unshare -U does not work here ("
            + why
            + "): run Muster as another user, or set SPRING_DATASOURCE_URL to a PostgreSQL of yours");
  }
}
