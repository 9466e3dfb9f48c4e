package dev.muster.store;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One embedded PostgreSQL per JVM, with production's settings and all migrations of the class path.
 * The server's files stay between runs; the database is made anew.
 */
public final class TestDatabase {
  private static final TestDatabase INSTANCE = new TestDatabase();

  private final DataFolderLock lock;
  private final EmbeddedPostgres server;
  private final HikariDataSource dataSource;
  private final JdbcClient jdbc;
  private final DataSourceTransactionManager transactionManager;

  private TestDatabase() {
    lock = firstFree();
    server = EmbeddedPostgres.start(lock);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "test-database-stop"));
    dropAndCreate();
    dataSource = pool();
    Flyway.configure()
        .dataSource(dataSource)
        .defaultSchema("muster")
        .createSchemas(true)
        .locations("classpath:db/migration")
        .load()
        .migrate();
    jdbc = JdbcClient.create(dataSource);
    transactionManager = new DataSourceTransactionManager(dataSource);
  }

  /** A pool on the database with every migration applied. */
  public static DataSource dataSource() {
    return INSTANCE.dataSource;
  }

  public static JdbcClient jdbc() {
    return INSTANCE.jdbc;
  }

  public static TransactionTemplate transactions() {
    return new TransactionTemplate(INSTANCE.transactionManager);
  }

  public static DataSourceTransactionManager transactionManager() {
    return INSTANCE.transactionManager;
  }

  /** What a Spring test needs to use a fresh, empty database of this server. */
  public static Map<String, String> freshProperties(String database) {
    INSTANCE.jdbc.sql("drop database if exists " + database + " with (force)").update();
    INSTANCE.jdbc.sql("create database " + database).update();
    return Map.of(
        "spring.datasource.url", INSTANCE.server.url(database),
        "spring.datasource.username", INSTANCE.server.user(),
        "spring.datasource.password", INSTANCE.server.password());
  }

  /** Spares a test's own data folder the unpacking of PostgreSQL's programs. */
  static void shareProgramsWith(Path dataFolder) throws IOException {
    Files.createSymbolicLink(
        dataFolder.resolve("postgres-binaries"),
        INSTANCE.lock.folder().resolve("postgres-binaries"));
  }

  private static DataFolderLock firstFree() {
    for (int n = 1; n < 20; n++) {
      try {
        return DataFolderLock.take(DataFolder.at(Path.of("target", "test-database-" + n)));
      } catch (DataFolderLocked anotherJvm) {
        continue;
      }
    }
    throw new IllegalStateException("No free folder for a test database below target");
  }

  private void dropAndCreate() {
    var simple =
        new DriverManagerDataSource(server.url("postgres"), server.user(), server.password());
    JdbcClient outside = JdbcClient.create(simple);
    outside.sql("drop database if exists tests with (force)").update();
    outside.sql("create database tests").update();
  }

  private HikariDataSource pool() {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(server.url("tests"));
    pool.setUsername(server.user());
    pool.setPassword(server.password());
    pool.setSchema("public");
    pool.setMaximumPoolSize(20);
    pool.setMinimumIdle(1);
    pool.setConnectionInitSql("set enable_seqscan=off");
    return pool;
  }
}
