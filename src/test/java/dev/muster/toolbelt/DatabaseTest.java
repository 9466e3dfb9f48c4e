package dev.muster.toolbelt;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.store.TestDatabase;
import dev.muster.toolbelt.Belt.Answer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A run reads its own schema in a real PostgreSQL, and nothing else whatever it tries. */
@Timeout(120)
class DatabaseTest {
  @TempDir Path data;
  private Belt belt;

  @BeforeAll
  static void tablesThatNobodyMayRead() {
    var jdbc = TestDatabase.jdbc();
    jdbc.sql("create schema if not exists muster").update();
    jdbc.sql("create table if not exists muster.toolbelt_probe (secret text)").update();
    jdbc.sql("create table if not exists public.toolbelt_probe (secret text)").update();
    jdbc.sql("insert into muster.toolbelt_probe values ('ledger')").update();
    jdbc.sql("insert into public.toolbelt_probe values ('engine')").update();
  }

  @AfterAll
  static void tidy() {
    TestDatabase.jdbc().sql("drop table muster.toolbelt_probe").update();
    TestDatabase.jdbc().sql("drop table public.toolbelt_probe").update();
  }

  @BeforeEach
  void start() {
    belt = new Belt(data);
    belt.run("r-one", Belt.limits());
    belt.run("r-two", Belt.limits());
  }

  @AfterEach
  void stop() throws Exception {
    belt.servers.release("r-one");
    belt.servers.release("r-two");
    belt.close();
  }

  private Answer query(String sql) {
    return belt.call("r-one", "database", "query", Map.of("sql", sql));
  }

  @Test
  void aRunReadsItsSeed() {
    assertThat(query("select * from item order by id"))
        .isEqualTo(
            new Answer(
                "{\"id\":1,\"name\":\"bolt\"}\n{\"id\":2,\"name\":\"nut\"}\n(2 rows)", false));
    assertThat(query("/* why */ with a as (select 1 as one) select one from a;").text())
        .isEqualTo("{\"one\":1}\n(1 row)");
    assertThat(query("-- a note\n (values (1), (null))").text()).contains("{\"column1\":null}");
    assertThat(query("select ';' as \"a;b\"").text()).isEqualTo("{\"a;b\":\";\"}\n(1 row)");
    assertThat(belt.call("r-one", "database", "tables", Map.of()).text())
        .contains("\"table_name\":\"item\"", "\"column_name\":\"name\"", "(2 rows)");
  }

  @Test
  void everythingElseIsRefused() {
    for (var sql :
        List.of(
            "select * from muster.toolbelt_probe",
            "select * from public.toolbelt_probe",
            "select * from run_r_two.item",
            "insert into item values (3, 'x')",
            "update item set name = 'x'",
            "delete from item",
            "with gone as (delete from item returning *) select * from gone",
            "explain analyze delete from item",
            "select * into copied from item",
            "create table x (y int)",
            "create temp table x (y int)",
            "drop schema run_r_one cascade",
            "set role postgres",
            "reset role",
            "set session authorization default",
            "select set_config('role', (select rolname from pg_roles where rolsuper limit 1), false)",
            "select set_config('role', 'run_r_one_owner', false)",
            "select set_config('session_authorization',"
                + " (select rolname from pg_roles where rolsuper limit 1), false)",
            "select pg_read_file('postgresql.conf')",
            "select pg_read_binary_file('PG_VERSION')",
            "select pg_ls_dir('.')",
            "select lo_import('/etc/passwd')",
            "select lo_create(0)",
            "copy item to program 'id'",
            "copy (select 1) to '/x'",
            "create extension dblink",
            "select * from dblink('dbname=postgres', 'select 1') as t(x int)",
            "select pg_reload_conf()",
            "select rolpassword from pg_authid",
            "select * from pg_hba_file_rules",
            "do $$ begin perform 1; end $$",
            "begin",
            "select 1; select 2",
            "select 1; delete from item",
            "select 1) q; commit; delete from item; select * from (select 1",
            "commit; delete from item",
            "listen x",
            "prepare p as select 1",
            "call x()",
            "",
            ";",
            "select from where")) {
      var answer = query(sql);
      assertThat(answer.error()).as("%s -> %s", sql, answer.text()).isTrue();
      assertThat(answer.text().lines()).as(sql).hasSize(1);
      assertThat(answer.text()).doesNotContain("ledger");
    }
    assertThat(query("select count(*) as n from item").text()).contains("{\"n\":2}");
  }

  /** The rights hold even without the checks in front of them. */
  @Test
  void theLoginItselfCanDoNothingMore() throws SQLException {
    var schemas = new RunSchemas(TestDatabase.dataSource());
    try (var connection = schemas.reader(belt.contexts.get("r-one"));
        var statement = connection.createStatement()) {
      statement.execute("set default_transaction_read_only = off");
      for (var sql :
          List.of(
              "select * from muster.toolbelt_probe",
              "select * from public.toolbelt_probe",
              "delete from item",
              "create table x (y int)",
              "create table public.x (y int)",
              "create schema x",
              "create role x",
              "set role run_r_one_owner",
              "set session authorization run_r_one_owner",
              "alter role run_r_one superuser",
              "copy item to program 'id'",
              "create extension dblink")) {
        assertThatThrownBy(() -> statement.execute(sql)).as(sql).isInstanceOf(SQLException.class);
      }
    }
  }

  @Test
  void nothingSetInOneQueryReachesTheNext() {
    query("select set_config('statement_timeout', '0', false)");
    query("select set_config('search_path', 'public', false)");
    assertThat(query("show statement_timeout").text()).contains("5s");
    assertThat(query("select count(*) as n from item").text()).contains("{\"n\":2}");
  }

  @Test
  void slowAndLargeAnswersEnd() {
    var slow = query("select set_config('statement_timeout','0',true), pg_sleep(60)");
    assertThat(slow.error()).isTrue();
    assertThat(slow.text()).contains("cancel");
    assertThat(query("select * from generate_series(1, 1000000)").text())
        .contains("[cut: there are more than 500 rows]");
    assertThat(query("select repeat('x', 3000) from generate_series(1, 100)").text())
        .contains("[cut: there are more than")
        .hasSizeLessThan(21_000);
    assertThat(query("select repeat('x', 100000000)").error()).isTrue();
  }

  @Test
  void manyAtOnceMakeOneSchema() {
    // Threads of their own: since JDK 25 the common pool of two cores is one thread, and the HTTP
    // client that is waited for needs it.
    var threads = Executors.newFixedThreadPool(6);
    var answers =
        IntStream.range(0, 6)
            .mapToObj(i -> supplyAsync(() -> query("select * from item"), threads))
            .toList();
    assertThat(answers).allMatch(answer -> answer.join().text().contains("(2 rows)"));
    threads.shutdown();
  }

  @Test
  void aRestartKeepsTheSchemaAndReleaseRemovesEverything() throws Exception {
    query("select 1");
    TestDatabase.jdbc().sql("insert into run_r_one.item values (9, 'kept')").update();
    belt.close();
    var contexts = belt.contexts;
    belt = new Belt(data);
    belt.contexts.putAll(contexts);
    assertThat(query("select name from item where id = 9").text()).contains("kept");
    belt.servers.release("r-one");
    belt.servers.release("r-one");
    assertThat(count("select count(*) from pg_roles where rolname like 'run_r_one%'")).isZero();
    assertThat(count("select count(*) from pg_namespace where nspname = 'run_r_one'")).isZero();
  }

  private static long count(String sql) {
    return TestDatabase.jdbc().sql(sql).query(Long.class).single();
  }

  /** Your own PostgreSQL need not give Muster a superuser: CREATEROLE and CREATE are enough. */
  @Test
  void itWorksWithoutASuperuser() throws SQLException {
    var jdbc = TestDatabase.jdbc();
    var name = jdbc.sql("select current_database()").query(String.class).single();
    jdbc.sql("create role toolbelt_admin login createrole password 'admin'").update();
    jdbc.sql("grant create on database " + name + " to toolbelt_admin").update();
    try (var connection = TestDatabase.dataSource().getConnection()) {
      var url = connection.getMetaData().getURL();
      var schemas = new RunSchemas(new DriverManagerDataSource(url, "toolbelt_admin", "admin"));
      try (var reader = schemas.reader(belt.contexts.get("r-two"));
          var rows = reader.createStatement().executeQuery("select count(*) from item")) {
        assertThat(rows.next() && rows.getInt(1) == 2).isTrue();
        schemas.drop("r-two");
      }
      assertThat(count("select count(*) from pg_roles where rolname like 'run_r_two%'")).isZero();
    } finally {
      jdbc.sql("drop owned by toolbelt_admin").update();
      jdbc.sql("drop role toolbelt_admin").update();
    }
  }

  @Test
  void aBrokenSeedIsSaidAndASeedHasNoRights() {
    seed("create table a (x int); nonsense");
    assertThat(query("select 1").text()).contains("syntax error");
    seed("create table a (x int); insert into muster.toolbelt_probe values ('x')");
    assertThat(query("select 1").text()).contains("permission denied");
    seed("copy (select 1) to program 'id'");
    assertThat(query("select 1").error()).isTrue();
    seed(null);
    assertThat(belt.call("r-one", "database", "tables", Map.of()).text()).isEqualTo("(0 rows)");
  }

  private void seed(String sql) {
    var now = belt.contexts.get("r-one");
    belt.contexts.put(
        "r-one",
        new RunContexts.RunContext(
            now.runId(), now.deploymentId(), now.workspaceId(), now.limits(), sql));
  }
}
