package dev.muster.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.client.Drift.State;
import dev.muster.journal.Journal;
import dev.muster.journal.Journal.Held;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Compares what the journal holds with what is on disk. */
@Component
class DriftCheck {
  private static final Dialect LENIENT = Dialect.COMMENTS_AND_TRAILING_COMMAS;
  private final Journal journal;
  private final WithdrawalTable withdrawals;

  DriftCheck(Journal journal, WithdrawalTable withdrawals) {
    this.journal = journal;
    this.withdrawals = withdrawals;
  }

  /** By file and entry; what is in quarantine is told as that. */
  List<Drift> of(String scope) {
    List<Withdrawal> out =
        withdrawals.below(scope).stream().filter(w -> !journal.closed(w.scope())).toList();
    return Stream.concat(
            below(scope).stream().filter(drift -> out.stream().noneMatch(w -> isAbout(w, drift))),
            out.stream().map(DriftCheck::quarantined))
        .sorted(
            Comparator.comparing(Drift::file)
                .thenComparing(Drift::entry, Comparator.nullsFirst(Comparator.naturalOrder())))
        .toList();
  }

  private static boolean isAbout(Withdrawal out, Drift drift) {
    return drift.scope().equals(out.scope()) && out.server().equals(drift.entry());
  }

  private static Drift quarantined(Withdrawal noted) {
    Withdrawal out = LiveWithdrawal.of(noted);
    State state = State.QUARANTINED;
    if (out.note() != null) {
      state = out.state() == Withdrawal.State.NOT_BACK ? State.REMOVED : State.CHANGED;
    }
    return new Drift(
        out.scope(), out.file(), out.server(), state, List.of(), false, out.told(), out.at());
  }

  /** What several writes hold is compared with the newest. */
  private List<Drift> below(String scope) {
    Set<List<String>> seen = new HashSet<>();
    Map<Path, byte[]> newest = new HashMap<>();
    List<Drift> all = new ArrayList<>();
    for (Held held : journal.held(scope)) {
      newest.putIfAbsent(held.file(), held.image());
      for (String entry : held.entries()) {
        if (!entry.equals(McpFile.IMPORTS) && seen.add(List.of(held.file().toString(), entry))) {
          all.add(compare(held, name(held, entry), newest.get(held.file())));
        }
      }
    }
    return all;
  }

  private static String name(Held held, String entry) {
    return held.cutter().equals(DeniedToolCutter.KIND) ? entry : JsonMemberCutter.server(entry);
  }

  private static Drift compare(Held held, String server, byte[] newest) {
    try {
      byte[] live = read(held.file());
      if (live == null) {
        return drift(held, server, State.REMOVED, List.of(), "the file is gone");
      }
      if (Arrays.equals(live, server == null ? held.image() : newest)) {
        return drift(held, server, State.AS_WRITTEN, List.of(), null);
      }
      if (held.cutter().equals(DeniedToolCutter.KIND)) {
        boolean there = DeniedToolCutter.denied(live).contains(server);
        return drift(held, server, there ? State.AS_WRITTEN : State.REMOVED, List.of(), null);
      }
      return server == null
          ? drift(held, null, State.CHANGED, List.of(), null)
          : member(held, server, live);
    } catch (IOException | Unreadable e) {
      return drift(held, server, State.UNREADABLE, List.of(), "cannot be read: " + e.getMessage());
    }
  }

  private static Drift member(Held held, String server, byte[] live) {
    JsonNode there = JsonText.read(live, LENIENT).at(McpFile.SERVERS, server);
    JsonNode wrote = JsonText.read(held.image(), LENIENT).at(McpFile.SERVERS, server);
    if (there.isMissingNode()) {
      return drift(held, server, State.REMOVED, List.of(), null);
    }
    EntryMerge merge = EntryMerge.of(wrote, there, wrote);
    List<String> members = new ArrayList<>(merge.edited());
    merge.foreign().forEach(added -> members.add("+" + added));
    State state = members.isEmpty() ? State.AS_WRITTEN : State.CHANGED;
    return new Drift(
        held.scope(), held.file().toString(), server, state, members, true, null, held.at());
  }

  private static Drift drift(
      Held held, String server, State state, List<String> members, String note) {
    return new Drift(
        held.scope(), held.file().toString(), server, state, members, false, note, held.at());
  }

  private static byte[] read(Path file) throws IOException {
    try {
      return JsonText.bytes(file);
    } catch (NoSuchFileException gone) {
      return null;
    }
  }
}
