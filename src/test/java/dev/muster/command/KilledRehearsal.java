package dev.muster.command;

import dev.muster.rehearsal.LogEntry;
import dev.muster.rehearsal.RequestLog;
import dev.muster.store.DataFolder;
import dev.muster.store.DataFolderLock;
import dev.muster.store.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * What a stopped rehearsal has in its ledger and in the model server's log.
 *
 * @param attempts the ledger's
 * @param requests the log's
 * @param tools the ledger's tool calls
 * @param sessions tries of runs that CLIs work, in order
 * @param repeated runs of a phase that was repeated
 */
record KilledRehearsal(
    List<Sent> attempts,
    List<LogEntry> requests,
    List<Tool> tools,
    List<Session> sessions,
    List<String> repeated) {
  private static final String ATTEMPTS =
      "select id, task_id, purpose, subject, step, state, http_status from muster.attempt order by id";

  private static final String TOOLS =
      """
      select run_id || ' ' || step || ' ' || call_id as key, sends,
        answered_at is not null as answered,
        coalesce(result like 'outcome unknown%', false) as told_unknown
      from muster.tool_call
      """;

  private static final String SESSIONS =
      """
      select s.run_id, s.number, s.state, r.outcome, r.stop_reason
      from muster.session s join muster.run r on r.id = s.run_id order by s.run_id, s.number
      """;

  /** A vendor's own calls are not the model server's. */
  private static final String AT_A_VENDOR = "session ";

  /** One attempt of a task; a step is what it was sent for. */
  record Sent(String id, String task, String step, String state, Integer httpStatus) {
    boolean wasAnswered() {
      return state.equals("ANSWERED") || httpStatus != null;
    }

    boolean isUnknown() {
      return state.equals("UNKNOWN");
    }
  }

  /**
   * @param key run, step and call id
   */
  record Tool(String key, int sends, boolean answered, boolean toldUnknown) {}

  /** One try of a run, and what became of the run. */
  record Session(String runId, int number, String state, String outcome, String stopReason) {}

  Sent attempt(String id) {
    return attempts.stream().filter(a -> a.id().equals(id)).findFirst().orElseThrow();
  }

  /** All that was sent for a task, the newest last. */
  List<Sent> ofTask(String task) {
    return attempts.stream().filter(a -> a.task().equals(task)).toList();
  }

  long requestsOf(String id) {
    return requests.stream().filter(r -> id.equals(r.attempt())).count();
  }

  List<Tool> tool(String key) {
    return tools.stream().filter(t -> t.key().equals(key)).toList();
  }

  static KilledRehearsal of(Path data) {
    try (var lock = DataFolderLock.take(DataFolder.at(data));
        var server = EmbeddedPostgres.start(lock)) {
      var jdbc =
          JdbcClient.create(
              new DriverManagerDataSource(server.url(), server.user(), server.password()));
      var attempts =
          jdbc.sql(ATTEMPTS)
              .query(
                  (row, n) ->
                      new Sent(
                          row.getString("id"),
                          row.getString("task_id"),
                          row.getString("purpose")
                              + " "
                              + row.getString("subject")
                              + " "
                              + row.getInt("step"),
                          row.getString("state"),
                          row.getObject("http_status", Integer.class)))
              .list();
      var tools = jdbc.sql(TOOLS).query(Tool.class).list();
      var sessions = jdbc.sql(SESSIONS).query(Session.class).list();
      return new KilledRehearsal(
          attempts,
          RequestLog.read(data.resolve("model-server.jsonl")),
          tools,
          sessions,
          jdbc.sql("select id from muster.run where round > 1").query(String.class).list());
    }
  }

  /**
   * Attempts whose requests are not theirs to make, and requests of nobody; empty when all fits.
   */
  List<String> mismatches() {
    var made = new TreeMap<String, Integer>();
    requests.forEach(r -> made.merge(String.valueOf(r.attempt()), 1, Integer::sum));
    var wrong = new ArrayList<String>();
    for (var attempt : attempts) {
      int requested = Optional.ofNullable(made.remove(attempt.id())).orElse(0);
      // An attempt of a killed node may have died before its request reached the server.
      boolean elsewhere = attempt.step().startsWith(AT_A_VENDOR);
      if (requested > 1 || requested < 1 && attempt.wasAnswered() && !elsewhere) {
        wrong.add(attempt + ": " + requested + " requests");
      }
    }
    made.forEach((id, n) -> wrong.add(n + " requests of attempt " + id + ", which is not there"));
    return wrong;
  }

  /** Steps that were sent again although their answer was stored. */
  List<String> sentAgain() {
    var done = new ArrayList<String>();
    var again = new ArrayList<String>();
    for (var attempt : attempts) {
      if (done.contains(attempt.step())) {
        again.add(attempt.step());
      }
      if (attempt.state().equals("ANSWERED")) {
        done.add(attempt.step());
      }
    }
    return again;
  }

  long answers() {
    return attempts.stream().filter(Sent::wasAnswered).count();
  }

  long unknown() {
    return attempts.stream().filter(Sent::isUnknown).count();
  }

  long open() {
    return attempts.stream().filter(a -> a.state().equals("SENDING")).count();
  }
}
