package dev.muster.toolbelt;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The schema of one run and its two logins: the owner, who seeds it and then may log in no more (a
 * seed is the plan's text and does not run with Muster's rights), and the reader.
 */
final class RunSchema {
  private static final Pattern RUN = Pattern.compile("[a-z0-9-]{1,50}");
  private static final String SEEDED = "seeded by Muster";
  private static final int PASSWORD_BYTES = 24;
  private final String name;
  private String password;

  RunSchema(String runId) {
    if (!RUN.matcher(runId).matches()) {
      throw new IllegalArgumentException("not a run id: " + runId);
    }
    this.name = "run_" + runId.replace('-', '_');
  }

  String readerName() {
    return name;
  }

  private String ownerName() {
    return name + "_owner";
  }

  /** The reader's password; whoever asks first makes the schema and the others wait. */
  synchronized String password(RunSchemas schemas, String seed) throws SQLException {
    if (password == null) {
      var fresh = fresh();
      try (var admin = schemas.admin()) {
        login(admin, name, fresh);
        limitReader(admin);
        if (!isSeeded(admin)) {
          make(admin, schemas, seed);
        }
      }
      password = fresh;
    }
    return password;
  }

  private static String fresh() {
    var bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static void login(Connection admin, String role, String password) throws SQLException {
    var verb = exists(admin, role) ? "alter" : "create";
    run(
        admin,
        verb
            + " role "
            + role
            + " login noinherit nocreatedb nocreaterole connection limit 8 password '"
            + password
            + "'");
    if (isTrue(admin, "select not rolsuper from pg_roles where rolname = current_user")) {
      run(admin, "grant " + role + " to current_user");
    }
  }

  /** Defaults only; what holds is that the reader was granted nothing but SELECT here. */
  private void limitReader(Connection admin) throws SQLException {
    for (var setting :
        new String[] {
          "search_path = " + name,
          "default_transaction_read_only = on",
          "statement_timeout = '5s'",
          "lock_timeout = '2s'",
          "idle_in_transaction_session_timeout = '10s'"
        }) {
      run(admin, "alter role " + name + " set " + setting);
    }
    if (isTrue(admin, "select rolsuper from pg_roles where rolname = current_user")) {
      run(admin, "alter role " + name + " set temp_file_limit = '64MB'");
    }
  }

  private boolean isSeeded(Connection admin) throws SQLException {
    return isTrue(
        admin,
        "select obj_description(to_regnamespace('"
            + name
            + "'), 'pg_namespace') = '"
            + SEEDED
            + "'");
  }

  private void make(Connection admin, RunSchemas schemas, String seed) throws SQLException {
    var once = fresh();
    login(admin, ownerName(), once);
    run(admin, "alter role " + ownerName() + " set search_path = " + name);
    run(admin, "alter role " + ownerName() + " set statement_timeout = '20s'");
    run(admin, "drop schema if exists " + name + " cascade");
    run(admin, "create schema " + name + " authorization " + ownerName());
    try (var owner = schemas.connect(ownerName(), once)) {
      seed(owner, seed);
    } finally {
      run(admin, "alter role " + ownerName() + " nologin password null");
    }
  }

  /** One transaction: a schema that carries the mark holds the whole seed. */
  private void seed(Connection owner, String seed) throws SQLException {
    owner.setAutoCommit(false);
    if (seed != null && !seed.isBlank()) {
      run(owner, seed);
    }
    run(owner, "grant usage on schema " + name + " to " + name);
    run(owner, "grant select on all tables in schema " + name + " to " + name);
    run(owner, "comment on schema " + name + " is '" + SEEDED + "'");
    owner.commit();
  }

  void drop(Connection admin) throws SQLException {
    run(
        admin,
        "select pg_terminate_backend(pid) from pg_stat_activity where usename in ('"
            + name
            + "', '"
            + ownerName()
            + "')");
    run(admin, "drop schema if exists " + name + " cascade");
    for (var role : new String[] {name, ownerName()}) {
      if (exists(admin, role)) {
        run(admin, "drop owned by " + role);
        run(admin, "drop role " + role);
      }
    }
  }

  private static boolean exists(Connection admin, String role) throws SQLException {
    return isTrue(admin, "select true from pg_roles where rolname = '" + role + "'");
  }

  private static boolean isTrue(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() && rows.getBoolean(1);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }
}
