package dev.muster.journal;

import dev.muster.store.TestDatabase;
import java.time.Clock;
import java.util.List;

/** The real journal over the test database, for the rooms that write through it. */
public final class TestJournal {
  private TestJournal() {}

  /** A journal that knows these cutters. */
  public static Journal with(Cutter... cutters) {
    return new DatabaseJournal(
        new Scopes(TestDatabase.jdbc(), Clock.systemUTC()),
        new JournalEntries(TestDatabase.jdbc(), Clock.systemUTC()),
        TestDatabase.transactionManager(),
        List.of(cutters));
  }
}
