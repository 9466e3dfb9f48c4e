package dev.muster.ledger;

import dev.muster.ledger.SpentDays.SpentDay;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Lays a provider's invoice beside the ledger, by day and model. */
public final class Reconciliation {
  private static final Comparator<Key> ORDER =
      Comparator.comparing(Key::day).thenComparing(Key::model);
  private final TreeSet<String> invoiced = new TreeSet<>();

  /** By the id that was asked for: a call without an answer has no id that answered. */
  private final Map<String, String> answered = new TreeMap<>();

  private final TreeMap<Key, Both> days = new TreeMap<>(ORDER);

  private Reconciliation(Invoice invoice, List<SpentDay> own) {
    for (var line : invoice.lines()) {
      invoiced.add(word(line.model()));
      both(line.day(), word(line.model())).lines.add(line);
    }
    own.stream()
        .filter(day -> day.answeredAs() != null && invoiced.contains(word(day.answeredAs())))
        .forEach(day -> answered.putIfAbsent(day.modelId(), word(day.answeredAs())));
    own.forEach(this::add);
  }

  private record Key(LocalDate day, String model) {}

  /** Every day of every model that the invoice names; what others billed is not on it. */
  public static List<Reconciled> of(Invoice invoice, List<SpentDay> own) {
    var all = new Reconciliation(invoice, own).days;
    return all.entrySet().stream()
        .map(e -> e.getValue().row(e.getKey().day(), e.getKey().model()))
        .toList();
  }

  /**
   * What the ledger has of models that the invoice does not name, in USD by id: another provider's,
   * or left out. Null where an answer has no cost.
   */
  public static Map<String, BigDecimal> absent(Invoice invoice, List<SpentDay> own) {
    var sides = new Reconciliation(invoice, own);
    var absent = new TreeMap<String, BigDecimal>();
    for (var day : own) {
      if (sides.name(day).isEmpty()) {
        var id = day.names().findFirst().orElseThrow();
        var before = absent.getOrDefault(id, BigDecimal.ZERO);
        absent.put(id, before == null || day.usd() == null ? null : before.add(day.usd()));
      }
    }
    return absent;
  }

  private void add(SpentDay day) {
    name(day).ifPresent(name -> both(day.day(), name).own.add(day));
  }

  /** An invoice may name the id that answered, the id that was asked for, or the plan's name. */
  private Optional<String> name(SpentDay day) {
    var elsewhere = day.answeredAs() == null ? answered.get(day.modelId()) : null;
    return Stream.concat(day.names().map(Reconciliation::word), Stream.ofNullable(elsewhere))
        .filter(invoiced::contains)
        .findFirst();
  }

  private Both both(LocalDate day, String model) {
    return days.computeIfAbsent(new Key(day, model), key -> new Both());
  }

  private static String word(String model) {
    return model.toLowerCase(Locale.ROOT);
  }

  /** What both sides say of one day. */
  private static final class Both {
    private final List<Invoice.Line> lines = new ArrayList<>();
    private final List<SpentDay> own = new ArrayList<>();

    Reconciled row(LocalDate day, String model) {
      var said = lines.stream().map(Invoice.Line::usd).reduce(BigDecimal.ZERO, BigDecimal::add);
      var mine = usd();
      return new Reconciled(
          day,
          model,
          mine,
          own.stream().mapToLong(SpentDay::tokens).sum(),
          said,
          tokens(),
          mine == null ? null : Spread.percent(mine, said),
          mine == null || Spread.over(mine, said),
          note());
    }

    private BigDecimal usd() {
      return own.stream().anyMatch(d -> d.usd() == null)
          ? null
          : own.stream().map(SpentDay::usd).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Known to the ledger; an invoice may show it as billed and credited, or not at all. */
    private Optional<String> covered() {
      return own.stream()
          .map(SpentDay::coveredUsd)
          .filter(Objects::nonNull)
          .reduce(BigDecimal::add)
          .map(usd -> usd.stripTrailingZeros().toPlainString());
    }

    private Long tokens() {
      return lines.stream().anyMatch(l -> l.tokens() != null)
          ? lines.stream().map(Invoice.Line::tokens).filter(Objects::nonNull).reduce(0L, Long::sum)
          : null;
    }

    private String note() {
      var notes = new ArrayList<String>();
      if (own.isEmpty()) {
        notes.add("nothing in the ledger");
      }
      if (lines.isEmpty()) {
        notes.add("nothing on the invoice");
      }
      if (usd() == null) {
        notes.add("an answer has no cost");
      }
      covered().ifPresent(usd -> notes.add("besides, a subscription includes " + usd + " USD"));
      long unknown = own.stream().mapToLong(SpentDay::unknown).sum();
      if (unknown > 0) {
        var most = own.stream().map(SpentDay::unknownUsd).reduce(BigDecimal.ZERO, BigDecimal::add);
        notes.add(
            unknown
                + " calls with an unknown end, of at most "
                + most.stripTrailingZeros().toPlainString()
                + " USD, not counted");
      }
      return notes.isEmpty() ? null : String.join("; ", notes);
    }
  }
}
