package dev.muster.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The journal over PostgreSQL. An intent is committed in its own transaction before the file is
 * touched, so a crash in between leaves an entry whose pre-image is what is on disk: nothing to do.
 */
@Service
class DatabaseJournal implements Journal {
  private final Scopes scopes;
  private final JournalEntries entries;
  private final TransactionTemplate own;
  private final Undo undo;
  private final MadeFolders folders;
  private final FileLocks locks = new FileLocks();

  DatabaseJournal(
      Scopes scopes,
      JournalEntries entries,
      PlatformTransactionManager transactions,
      List<Cutter> cutters) {
    this.scopes = scopes;
    this.entries = entries;
    this.folders = new MadeFolders(entries);
    this.own = new TransactionTemplate(transactions);
    this.own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    this.undo = new Undo(cutters.stream().collect(Collectors.toMap(Cutter::kind, c -> c)));
  }

  @Override
  public void write(
      String scope,
      Path file,
      String cutter,
      List<String> ours,
      byte[] applied,
      UnaryOperator<byte[]> change) {
    wellFormed(scope);
    try {
      LiveFile target = LiveFile.of(file);
      ReentrantLock lock = locks.of(target.path());
      lock.lock();
      try {
        writeLocked(new Intended(scope, target, cutter, ours, applied), change);
      } finally {
        lock.unlock();
      }
    } catch (IOException e) {
      throw new WriteFailed(file + ": not written: " + Undo.reason(e), e);
    }
  }

  /** What a write is about. */
  private record Intended(
      String scope, LiveFile target, String cutter, List<String> ours, byte[] applied) {

    JournalEntry entry(byte[] live, byte[] wanted) {
      return JournalEntry.intent(scope, target.path(), cutter, ours, live, wanted);
    }
  }

  private void writeLocked(Intended write, UnaryOperator<byte[]> change) throws IOException {
    own.executeWithoutResult(s -> scopes.holdOpen(write.scope()));
    LiveFile target = write.target();
    byte[] live = target.read();
    byte[] wanted = Objects.requireNonNull(change.apply(live), "a change gives bytes");
    boolean same = Arrays.equals(live, wanted);
    if (same && !entries.onlyOthersHold(write.entry(live, wanted))) {
      return;
    }
    JournalEntry entry = commit(write, live, wanted);
    if (same) {
      return;
    }
    try {
      target.replace(live, wanted, Undo.temporary(entry));
    } catch (IOException | RuntimeException e) {
      abandon(entry);
      throw e;
    }
  }

  /** From here on a crash leaves a trace that taking back understands. */
  private JournalEntry commit(Intended write, byte[] live, byte[] wanted) {
    JournalEntry intent = write.entry(live, wanted);
    Long id =
        own.execute(
            s -> {
              scopes.holdOpen(write.scope());
              return entries.add(intent, write.applied());
            });
    return intent.numbered(id);
  }

  /** The write did not happen: nothing of it may be found later. */
  private void abandon(JournalEntry entry) throws IOException {
    Undo.removeEmpty(entry.madeFolders());
    own.executeWithoutResult(s -> entries.settle(entry.id(), "NOT_WRITTEN", null));
  }

  @Override
  public List<TakenBack> takeBack(String scope) {
    wellFormed(scope);
    own.executeWithoutResult(s -> scopes.close(scope));
    List<TakenBack> all = new ArrayList<>();
    for (long id : entries.openBelow(scope)) {
      takeBack(id).ifPresent(all::add);
    }
    return all;
  }

  @Override
  public List<TakenBack> takeOut(String scope, String entry) {
    wellFormed(scope);
    List<TakenBack> all = new ArrayList<>();
    for (long id : entries.openBelow(scope, entry)) {
      takeBack(id).ifPresent(all::add);
    }
    return all;
  }

  private Optional<TakenBack> takeBack(long id) {
    Optional<JournalEntry> found = entries.findOpen(id);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ReentrantLock lock = locks.of(found.get().file());
    lock.lock();
    try {
      return entries.findOpen(id).map(this::takeBackLocked);
    } finally {
      lock.unlock();
    }
  }

  private TakenBack takeBackLocked(JournalEntry found) {
    List<JournalEntry> later = entries.openAfter(found);
    JournalEntry entry = found.leaving(later);
    byte[] before = entries.beforeUs(entry);
    TakenBack done = undo.undo(entry, before, !later.isEmpty());
    if (done.how() != TakenBack.How.LEFT) {
      own.executeWithoutResult(
          s -> {
            new Rebase(undo, entries).without(found, before, later);
            entries.settle(entry.id(), done.how().name(), done.note());
          });
      if (later.isEmpty()) {
        folders.leave(entry);
      }
    }
    return done;
  }

  @Override
  public boolean closed(String scope) {
    wellFormed(scope);
    return scopes.closed(scope);
  }

  @Override
  public void reopen(String scope) {
    wellFormed(scope);
    own.executeWithoutResult(s -> scopes.reopen(scope));
  }

  @Override
  public List<String> open(String prefix) {
    return entries.openScopes(prefix);
  }

  @Override
  public Optional<byte[]> written(Path file, String entry) {
    return held(file, entry).map(Held::image);
  }

  @Override
  public List<Held> held(String scope) {
    return entries.held(scope);
  }

  @Override
  public Optional<Held> held(Path file, String entry) {
    try {
      return entries.held(LiveFile.of(file).path(), entry);
    } catch (IOException e) {
      throw new WriteFailed(file + ": not readable: " + Undo.reason(e), e);
    }
  }

  private static void wellFormed(String scope) {
    if (scope.isBlank() || scope.startsWith("/") || scope.endsWith("/") || scope.contains("//")) {
      throw new IllegalArgumentException("not a scope: " + scope);
    }
  }
}
