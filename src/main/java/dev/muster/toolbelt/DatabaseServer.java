package dev.muster.toolbelt;

import static dev.muster.toolbelt.Parameters.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.toolbelt.RunContexts.RunContext;
import dev.muster.toolbelt.Tool.Effect;
import java.sql.SQLException;
import java.util.List;

/** The run's own database schema, to read. */
final class DatabaseServer implements ToolServer {
  private static final String TABLES =
      "select table_name, column_name, data_type from information_schema.columns"
          + " where table_schema = current_schema() order by table_name, ordinal_position";
  private final RunSchemas schemas;
  private final ObjectMapper json;

  DatabaseServer(RunSchemas schemas, ObjectMapper json) {
    this.schemas = schemas;
    this.json = json;
  }

  @Override
  public String name() {
    return "database";
  }

  @Override
  public List<Tool> tools() {
    return List.of(
        new Tool(
            "query",
            "Runs one read-only SQL statement; answers one JSON object per row.",
            Parameters.of(text("sql", "one SELECT statement")),
            Effect.READS,
            (run, arguments) -> query(run, arguments.text("sql"))),
        new Tool(
            "tables",
            "The tables of the database with their columns and types.",
            Parameters.of(),
            Effect.READS,
            (run, arguments) -> query(run, TABLES)));
  }

  private String query(RunContext run, String sql) {
    var one = ReadStatement.of(sql);
    try (var connection = schemas.reader(run)) {
      return new Rows(json, run.limits().outputBytes()).read(connection, one);
    } catch (SQLException refused) {
      throw new ToolFailed(firstLine(refused), refused);
    }
  }

  private static String firstLine(SQLException refused) {
    return String.valueOf(refused.getMessage()).lines().findFirst().orElse("refused");
  }

  @Override
  public void release(String runId) {
    schemas.drop(runId);
  }
}
