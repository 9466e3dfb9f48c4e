package dev.muster.journal;

import dev.muster.journal.Journal.Held;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The journal's entries. */
@Repository
class JournalEntries {
  private static final String OPEN_BELOW =
      " where taken_back_at is null and (:scope = '' or scope = :scope"
          + " or starts_with(scope, :scope || '/'))";

  private final JdbcClient jdbc;
  private final Clock clock;

  JournalEntries(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  long add(JournalEntry e, byte[] applied) {
    return jdbc.sql(
            "insert into muster.journal_entry"
                + " (scope, file, cutter, entries, pre_image, post_image, applied, made_folders,"
                + " written_at) values (:scope, :file, :cutter, :entries, :pre, :post, :applied,"
                + " :folders, :at)"
                + " returning id")
        .param("scope", e.scope())
        .param("file", e.file().toString())
        .param("cutter", e.cutter())
        .param("entries", e.entries().toArray(String[]::new))
        .param("pre", e.preImage(), Types.BINARY)
        .param("post", e.postImage())
        .param("applied", applied, Types.BINARY)
        .param("folders", texts(e.madeFolders()))
        .param("at", now())
        .query(Long.class)
        .single();
  }

  /** Whether other scopes have written all that is ours in it, and this one has not. */
  boolean onlyOthersHold(JournalEntry e) {
    String held =
        " cast(:ours as text[]) <@ array(select unnest(entries) from muster.journal_entry"
            + " where file = :file and cutter = :cutter and taken_back_at is null and scope ";
    return jdbc.sql("select" + held + "<> :scope) and not" + held + "= :scope)")
        .param("ours", e.entries().toArray(String[]::new))
        .param("file", e.file().toString())
        .param("cutter", e.cutter())
        .param("scope", e.scope())
        .query(Boolean.class)
        .single();
  }

  /** Ids of the open entries below the scope, newest first. */
  List<Long> openBelow(String scope) {
    return jdbc.sql("select id from muster.journal_entry" + OPEN_BELOW + " order by id desc")
        .param("scope", scope)
        .query(Long.class)
        .list();
  }

  /** The same, of those that hold this entry of ours. */
  List<Long> openBelow(String scope, String entry) {
    return jdbc.sql(
            "select id from muster.journal_entry"
                + OPEN_BELOW
                + " and :entry = any(entries) order by id desc")
        .param("scope", scope)
        .param("entry", entry)
        .query(Long.class)
        .list();
  }

  List<String> openScopes(String prefix) {
    return jdbc.sql(
            "select distinct scope from muster.journal_entry" + OPEN_BELOW + " order by scope")
        .param("scope", prefix)
        .query(String.class)
        .list();
  }

  Optional<JournalEntry> findOpen(long id) {
    return jdbc.sql("select * from muster.journal_entry where id = :id and taken_back_at is null")
        .param("id", id)
        .query((row, n) -> read(row))
        .optional();
  }

  /**
   * What the file was before all that we have in it: what an entry that came later is cut back to,
   * since the first may have made what holds them all. Null: there was no file.
   */
  byte[] beforeUs(JournalEntry e) {
    return jdbc.sql(
            "select pre_image from muster.journal_entry where file = :file and cutter = :cutter"
                + " and taken_back_at is null order by id limit 1")
        .param("file", e.file().toString())
        .param("cutter", e.cutter())
        .query((row, n) -> Optional.ofNullable(row.getBytes(1)))
        .single()
        .orElse(null);
  }

  /** Open entries of the same file that came later, oldest first. */
  List<JournalEntry> openAfter(JournalEntry e) {
    return jdbc.sql(
            "select * from muster.journal_entry"
                + " where file = :file and id > :id and taken_back_at is null order by id")
        .param("file", e.file().toString())
        .param("id", e.id())
        .query((row, n) -> read(row))
        .list();
  }

  /** Open entries below the scope, newest first. */
  List<Held> held(String scope) {
    return jdbc.sql("select * from muster.journal_entry" + OPEN_BELOW + " order by id desc")
        .param("scope", scope)
        .query((row, n) -> readHeld(row))
        .list();
  }

  /** The newest open entry of the file that holds this entry of ours. */
  Optional<Held> held(Path file, String entry) {
    return jdbc.sql(
            "select * from muster.journal_entry where file = :file and :entry = any(entries)"
                + " and taken_back_at is null order by id desc limit 1")
        .param("file", file.toString())
        .param("entry", entry)
        .query((row, n) -> readHeld(row))
        .optional();
  }

  /** Gives a later entry the images it would have had without the one taken back. */
  void rebase(long id, byte[] pre, byte[] post, List<Path> madeFolders) {
    jdbc.sql(
            "update muster.journal_entry set pre_image = :pre, post_image = :post,"
                + " made_folders = :folders where id = :id")
        .param("pre", pre, Types.BINARY)
        .param("post", post, Types.BINARY)
        .param("folders", texts(madeFolders))
        .param("id", id)
        .update();
  }

  /** Closes an entry; its images are dropped, since they may hold what others keep in the file. */
  void settle(long id, String how, String note) {
    jdbc.sql(
            "update muster.journal_entry set taken_back_at = :at, how = :how, note = :note,"
                + " pre_image = null, post_image = null, applied = null where id = :id")
        .param("at", now())
        .param("how", how)
        .param("note", note, Types.VARCHAR)
        .param("id", id)
        .update();
  }

  /** The folders of an entry as they are now: others may have left theirs to it. */
  List<Path> folders(long id) {
    return jdbc
        .sql("select made_folders from muster.journal_entry where id = :id")
        .param("id", id)
        .query((row, n) -> list(row.getArray("made_folders")))
        .single()
        .stream()
        .map(Path::of)
        .toList();
  }

  /** Makes the oldest open entry inside a folder the one that removes it; false when none is. */
  boolean inherit(Path folder) {
    return jdbc.sql(
                "update muster.journal_entry set made_folders = array_prepend(:folder, made_folders)"
                    + " where id = (select min(id) from muster.journal_entry"
                    + " where taken_back_at is null and starts_with(file, :folder || '/'))"
                    + " and taken_back_at is null")
            .param("folder", folder.toString())
            .update()
        > 0;
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private static String[] texts(List<Path> paths) {
    return paths.stream().map(Path::toString).toArray(String[]::new);
  }

  private static Held readHeld(ResultSet row) throws SQLException {
    return new Held(
        row.getString("scope"),
        Path.of(row.getString("file")),
        row.getString("cutter"),
        list(row.getArray("entries")),
        row.getBytes("applied"),
        row.getBytes("post_image"),
        row.getObject("written_at", OffsetDateTime.class).toInstant());
  }

  private static JournalEntry read(ResultSet row) throws SQLException {
    return new JournalEntry(
        row.getLong("id"),
        row.getString("scope"),
        Path.of(row.getString("file")),
        row.getString("cutter"),
        list(row.getArray("entries")),
        row.getBytes("pre_image"),
        row.getBytes("post_image"),
        list(row.getArray("made_folders")).stream().map(Path::of).toList(),
        false);
  }

  private static List<String> list(Array array) throws SQLException {
    return Arrays.asList((String[]) array.getArray());
  }
}
