package dev.muster.deployment;

import dev.muster.deployment.Status.CostRow;
import dev.muster.ledger.Attempt;
import dev.muster.ledger.Attempt.State;
import dev.muster.ledger.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Attempts and cost by agent, arm, model and purpose. */
final class CostRows {
  static final String JUDGE = "judge";
  private static final Comparator<Key> ORDER =
      Comparator.comparing(Key::agent)
          .thenComparing(Key::arm)
          .thenComparing(Key::purpose)
          .thenComparing(Key::model);

  private CostRows() {}

  private record Key(String agent, String arm, String purpose, String model) {
    static Key of(Attempt a) {
      return new Key(a.agent(), a.arm(), a.purpose(), a.model());
    }
  }

  static List<CostRow> of(Facts facts) {
    return facts.attempts().stream().collect(Collectors.groupingBy(Key::of)).entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey(ORDER))
        .map(e -> row(facts, e.getKey(), e.getValue()))
        .toList();
  }

  private static CostRow row(Facts facts, Key key, List<Attempt> attempts) {
    return new CostRow(
        key.agent(),
        key.arm(),
        key.model(),
        facts.label(key.model()),
        key.purpose(),
        attempts.size(),
        tokens(attempts, Usage::totalInput),
        tokens(attempts, Usage::totalOutput),
        Rounded.usd(usd(attempts)),
        count(attempts, CostRows::unmeasured),
        count(attempts, a -> a.state() == State.UNKNOWN),
        count(attempts, a -> a.state() == State.FAILED),
        note(attempts),
        firstToken(attempts),
        covered(attempts));
  }

  private static BigDecimal covered(List<Attempt> attempts) {
    return attempts.stream()
        .map(Attempt::coveredUsd)
        .filter(Objects::nonNull)
        .reduce(BigDecimal::add)
        .map(Rounded::usd)
        .orElse(null);
  }

  /** Null when an answer has no cost, or when nothing was sent yet. */
  static BigDecimal usd(List<Attempt> attempts) {
    return attempts.isEmpty() || attempts.stream().anyMatch(CostRows::unmeasured)
        ? null
        : attempts.stream().map(Attempt::countedUsd).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** In the middle of those that were streamed; null when none was. */
  private static Long firstToken(List<Attempt> attempts) {
    var all =
        attempts.stream().map(Attempt::firstTokenMillis).filter(Objects::nonNull).sorted().toList();
    return all.isEmpty() ? null : all.get(all.size() / 2);
  }

  private static boolean unmeasured(Attempt attempt) {
    return attempt.state() == State.ANSWERED && attempt.costUsd() == null;
  }

  /** Why {@link #usd} is null, or what it holds besides answers; null otherwise. */
  static String note(List<Attempt> attempts) {
    if (attempts.isEmpty()) {
      return "no model call was made yet";
    }
    var notes = new ArrayList<String>();
    attempts.stream()
        .filter(CostRows::unmeasured)
        .findFirst()
        .ifPresent(a -> notes.add("an answer of " + a.model() + " has no cost: " + a.finding()));
    say(notes, count(attempts, a -> a.state() == State.UNKNOWN), "unknown, counted as reserved");
    say(notes, count(attempts, a -> a.state() == State.SENDING), "under way, counted as reserved");
    return notes.isEmpty() ? null : String.join("; ", notes);
  }

  private static void say(List<String> notes, int calls, String what) {
    if (calls > 0) {
      notes.add(calls + " " + what);
    }
  }

  private static int count(List<Attempt> attempts, Predicate<Attempt> which) {
    return (int) attempts.stream().filter(which).count();
  }

  private static long tokens(List<Attempt> attempts, ToLongFunction<Usage> which) {
    return attempts.stream().map(Attempt::usage).filter(Objects::nonNull).mapToLong(which).sum();
  }

  static List<Attempt> judges(Facts facts) {
    return facts.attempts().stream().filter(a -> a.purpose().equals(JUDGE)).toList();
  }
}
