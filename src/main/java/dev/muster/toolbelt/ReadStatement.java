package dev.muster.toolbelt;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.postgresql.core.Parser;

/**
 * One statement that reads. The driver's own parser counts, since it is the one that would split.
 * This gives clear answers early; what protects the database are the rights of the run's role.
 */
final class ReadStatement {
  private static final Set<String> READING =
      Set.of("select", "with", "values", "table", "show", "explain");
  private static final Pattern BEFORE =
      Pattern.compile("\\A(?:\\s|\\(|--[^\\n]*(?:\\n|\\z)|/\\*(?s:.*?)\\*/)*");
  private static final Pattern WORD = Pattern.compile("\\A[A-Za-z]+");
  private static final int LONGEST = 100_000;

  private ReadStatement() {}

  static String of(String sql) {
    if (sql.length() > LONGEST || sql.indexOf('\0') >= 0) {
      throw new ToolFailed("the statement is too long or holds a NUL");
    }
    var word = WORD.matcher(BEFORE.matcher(sql).replaceFirst(""));
    if (!word.find() || !READING.contains(word.group().toLowerCase(Locale.ROOT))) {
      throw new ToolFailed("only statements that read are allowed: SELECT, WITH, VALUES, EXPLAIN");
    }
    if (count(sql) != 1) {
      throw new ToolFailed("only one statement at a time is allowed");
    }
    return sql;
  }

  private static int count(String sql) {
    try {
      return Parser.parseJdbcSql(sql, true, false, true, false, false).size();
    } catch (SQLException broken) {
      throw new ToolFailed("not a statement: " + broken.getMessage(), broken);
    }
  }
}
