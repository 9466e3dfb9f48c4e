package dev.muster.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real database answers to the question of a cassette is what the cassette goes on with. */
class SeedsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "backend-developer | canary-backend-developer | A 590 120, B 890 210, C 1450 385, D 2290 640",
        "qa-lead | canary-qa-lead | 5000 3, 20000 7, 50000 15",
        "infrastructure-engineer | canary-infrastructure-engineer | api-1 79 65, api-2 85 66, "
            + "batch-1 20 31, cache-1 17 72, db-1 52 88",
        "operations-automation | canary-operations-automation | emails 120 1, invoices 900 1, "
            + "orders 60 2",
        "backend-developer | feature-backend | C-20 10, F-11 25, G-02 5, K-07 4, T-10 20"
      })
  void answer_what_the_cassette_goes_on_with(String role, String task, String expected)
      throws IOException {
    var question = question(Cassette.of("none", role, task));
    var rows = rows(task, question);
    var wanted = expected.split(", ");
    assertThat(rows).hasSize(wanted.length);
    for (var i = 0; i < wanted.length; i++) {
      assertThat(rows.get(i) + " ").startsWith(wanted[i] + " ");
    }
  }

  @ParameterizedTest
  @CsvSource({"agent, backend-developer, canary-backend-developer, B 840 195"})
  void mislead_the_spoiled_cassette_as_it_says(String gate, String role, String task, String row)
      throws IOException {
    assertThat(rows(task, question(Cassette.of(gate, role, task)))).contains(row);
  }

  private static String question(Cassette cassette) {
    return cassette.calls().stream()
        .filter(c -> c.name().equals("database__query"))
        .map(c -> c.argument("sql"))
        .findFirst()
        .orElseThrow();
  }

  /** The rows as words, from a schema that is gone afterwards. */
  private static List<String> rows(String task, String sql) throws IOException {
    var seed = Files.readString(Work.task(task).resolve("seed.sql"));
    return TestDatabase.transactions()
        .execute(
            status -> {
              status.setRollbackOnly();
              var jdbc = TestDatabase.jdbc();
              Stream.of("CREATE SCHEMA seeded", "SET LOCAL search_path = seeded", seed)
                  .forEach(s -> jdbc.sql(s).update());
              return jdbc.sql(sql).query((row, n) -> words(row)).list();
            });
  }

  private static String words(ResultSet row) throws SQLException {
    var words = new ArrayList<String>();
    for (var i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      words.add(row.getString(i));
    }
    return String.join(" ", words);
  }
}
