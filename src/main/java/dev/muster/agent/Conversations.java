package dev.muster.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.model.Message;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The conversations of runs, in {@code muster.message}. */
@Repository
class Conversations {
  /**
   * PostgreSQL's JSON cannot hold the character U+0000. An escaped backslash before "u0000" is no
   * such character but the text of a program that names it.
   */
  private static final Pattern NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

  private final JdbcClient jdbc;
  private final ObjectMapper json;
  private final Clock clock;

  Conversations(JdbcClient jdbc, ObjectMapper json, Clock clock) {
    this.jdbc = jdbc;
    this.json = json;
    this.clock = clock;
  }

  List<Message> of(String runId) {
    return jdbc.sql("select body from muster.message where run_id = ? order by number")
        .param(runId)
        .query((row, number) -> read(row.getString("body")))
        .list();
  }

  /** Adds a message at the end; with a task id it is added once only. */
  void add(String runId, Message message, String model, String taskId) {
    jdbc.sql(
            "insert into muster.message(run_id, number, role, body, model, task_id, said_at)"
                + " select ?, coalesce(max(number), 0) + 1, ?, ?::jsonb, ?, ?, ?"
                + " from muster.message where run_id = ? on conflict do nothing")
        .param(runId)
        .param(role(message))
        .param(write(message))
        .param(model)
        .param(taskId)
        .param(OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
        .param(runId)
        .update();
  }

  /** Says the first message, which nobody has answered, in other words. */
  void reword(String runId, Message.User message) {
    jdbc.sql("update muster.message set body = ?::jsonb where run_id = ? and number = 1")
        .params(write(message), runId)
        .update();
  }

  /** Whether this external task has said its part already. */
  boolean said(String runId, String taskId) {
    return jdbc.sql("select count(*) from muster.message where run_id = ? and task_id = ?")
            .params(runId, taskId)
            .query(Integer.class)
            .single()
        > 0;
  }

  /**
   * Plan names of the models that worked it: those that answered, and those whose session failed,
   * for what it wrote is in the workspace.
   */
  Set<String> authors(String runId) {
    return new LinkedHashSet<>(
        jdbc.sql(
                "select model from muster.message where run_id = ? and role = 'assistant'"
                    + " union select model from muster.session"
                    + " where run_id = ? and state <> 'REFUSED'")
            .params(runId, runId)
            .query(String.class)
            .list());
  }

  /** The last thing that a model said. */
  Optional<Message.Assistant> lastAnswer(String runId) {
    return jdbc.sql(
            "select body from muster.message where run_id = ? and role = 'assistant'"
                + " order by number desc limit 1")
        .param(runId)
        .query((row, number) -> (Message.Assistant) read(row.getString("body")))
        .optional();
  }

  private static String role(Message message) {
    if (message instanceof Message.User) {
      return "user";
    }
    return message instanceof Message.Assistant ? "assistant" : "tools";
  }

  private String write(Message message) {
    try {
      var text = json.writerFor(Message.class).writeValueAsString(message);
      return NUL.matcher(text).replaceAll("$1");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a message cannot be written as JSON", e);
    }
  }

  private Message read(String body) {
    try {
      return json.readValue(body, Message.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored message cannot be read", e);
    }
  }
}
