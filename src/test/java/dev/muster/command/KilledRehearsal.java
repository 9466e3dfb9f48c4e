package dev.muster.command;

import dev.muster.rehearsal.LogEntry;
import dev.muster.rehearsal.RequestLog;
import dev.muster.store.DataFolder;
import dev.muster.store.DataFolderLock;
import dev.muster.store.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * What a stopped rehearsal has in its ledger and in the model server's log.
 *
 * @param attempts the ledger's
 * @param requests the log's
 */
record KilledRehearsal(List<Sent> attempts, List<LogEntry> requests) {
  private static final String ATTEMPTS =
      """
      select a.purpose, a.subject, a.step, a.try, a.state, a.http_status, a.model_id, r.agent,
        r.task from muster.attempt a join muster.run r on r.id = a.subject order by a.id
      """;

  /** One attempt; a step is what it was sent for. */
  record Sent(String step, String key, String state, Integer httpStatus) {
    boolean wasAnswered() {
      return state.equals("ANSWERED") || httpStatus != null;
    }

    boolean isUnknown() {
      return state.equals("UNKNOWN");
    }
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
                          row.getString("purpose")
                              + " "
                              + row.getString("subject")
                              + " "
                              + row.getInt("step"),
                          key(
                              row.getString("purpose").equals("judge")
                                  ? "judge"
                                  : row.getString("agent"),
                              row.getString("task"),
                              row.getString("purpose").equals("judge") ? 0 : row.getInt("step") - 1,
                              row.getString("model_id")),
                          row.getString("state"),
                          row.getObject("http_status", Integer.class)))
              .list();
      return new KilledRehearsal(attempts, RequestLog.read(data.resolve("model-server.jsonl")));
    }
  }

  private static String key(String role, String task, int index, String model) {
    return role + " " + task + " " + index + " " + model;
  }

  /** Requests and attempts of one key that cannot belong together; empty when all is paid once. */
  List<String> mismatches() {
    var asked = new TreeMap<String, Integer>();
    requests.forEach(
        r -> asked.merge(key(r.role(), r.task(), r.index(), r.model()), 1, Integer::sum));
    var answered = count(attempts.stream().filter(Sent::wasAnswered).toList());
    var unknown = count(attempts.stream().filter(Sent::isUnknown).toList());
    var keys = new java.util.TreeSet<>(asked.keySet());
    keys.addAll(answered.keySet());
    var wrong = new ArrayList<String>();
    for (var key : keys) {
      int made = asked.getOrDefault(key, 0);
      int sure = answered.getOrDefault(key, 0);
      // An attempt of a killed node may have died before its request reached the server.
      if (made < sure || made > sure + unknown.getOrDefault(key, 0)) {
        wrong.add(key + ": " + made + " requests, " + sure + " answers, " + unknown.get(key));
      }
    }
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

  private static Map<String, Integer> count(List<Sent> attempts) {
    var counted = new TreeMap<String, Integer>();
    attempts.forEach(a -> counted.merge(a.key(), 1, Integer::sum));
    return counted;
  }
}
