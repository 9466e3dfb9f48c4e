package dev.muster.command;

import dev.muster.store.DataFolder;
import dev.muster.toolbelt.RunTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** What a marked rehearsal has left, searched for its marks; and where one may stand. */
final class MarkedRemains {
  /** Files of mode 0600 whose purpose is to keep secrets; nothing else may hold one. */
  private static final Set<String> KEEPERS =
      Set.of("rehearsal.properties", "secrets.env", "postgres.password");

  /**
   * Whose value a client's file holds by {@code resolveSecrets}. The journal keeps it with the
   * file's image until that is taken back, and the database's own files forget what was deleted in
   * their own time.
   */
  private static final String IN_CLEAR = "HOSTILE_LINEAR";

  private final Set<String> leaks = new ConcurrentSkipListSet<>();
  private final List<String> tables = new ArrayList<>();
  private final List<String> runs = new ArrayList<>();
  private final ChildMuster muster;
  private final Marks marks;

  MarkedRemains(ChildMuster muster, Marks marks) {
    this.muster = muster;
    this.marks = marks;
  }

  /** Reads the database, the data folder and what was printed. */
  void search() {
    marks.known("database password", password());
    var values = new ArrayList<Map.Entry<String, byte[]>>();
    try {
      tables.addAll(
          DatabaseBytes.each(muster.data(), (where, bytes) -> values.add(Map.entry(where, bytes))));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    runs.addAll(runs(values));
    runs.forEach(this::tokens);
    values.forEach(value -> look("database " + value.getKey(), value.getValue()));
    look("terminal", terminal());
    files();
  }

  private static List<String> runs(List<Map.Entry<String, byte[]>> values) {
    return values.stream()
        .filter(value -> value.getKey().equals("muster.run.id"))
        .map(value -> new String(value.getValue(), StandardCharsets.UTF_8))
        .toList();
  }

  private void tokens(String run) {
    for (var door : List.of("toolbelt.key", "gateway.key")) {
      var token = new RunTokens(DataFolder.at(muster.data()), door).tokenFor(run);
      marks.known(door + " token of " + run, token.substring(token.indexOf('.') + 1));
    }
  }

  /** The line that tells a person the logins is there for that. */
  private String terminal() {
    return muster.said().replaceAll("(?m)^Logins    approver .*$", "");
  }

  private void files() {
    try (var files = Files.walk(muster.data())) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        if (!KEEPERS.contains(muster.data().relativize(file).toString())) {
          look(muster.data().relativize(file).toString(), Files.readAllBytes(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void look(String where, String text) {
    look(where, text.getBytes(StandardCharsets.UTF_8));
  }

  void look(String where, byte[] bytes) {
    marks.in(where, bytes).stream()
        .filter(leak -> !(where.startsWith("postgres-") && leak.contains(": " + IN_CLEAR + " ")))
        .forEach(leaks::add);
  }

  private String password() {
    try {
      return Files.readString(muster.data().resolve("postgres.password")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a mark stands that may not be there. */
  Set<String> leaks() {
    return leaks;
  }

  /** Those that hold something. */
  List<String> tables() {
    return tables;
  }

  /** Those whose tokens were looked for. */
  List<String> runs() {
    return runs;
  }
}
