package dev.muster.command;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.muster.ledger.Invoice;
import dev.muster.ledger.Reconciled;
import dev.muster.ledger.Reconciliation;
import dev.muster.ledger.SpentDays;
import dev.muster.ledger.SpentDays.SpentDay;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A provider's invoice beside the ledger. */
@Command(
    name = "reconcile",
    description =
        "Lays a provider's invoice (CSV) beside the ledger, by model and day; exit code 1 when a"
            + " day is more than 5 per cent apart.",
    mixinStandardHelpOptions = true)
final class ReconcileCommand implements Callable<Integer> {
  private static final int MOST_BYTES = 16 * 1024 * 1024;

  @Option(
      names = "--invoice",
      paramLabel = "FILE",
      required = true,
      description = "CSV with columns for date, model and amount, tokens if there are")
  private Path invoice;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description =
          "only what this model of a plan spent, where other providers serve the same id; may be"
              + " said again")
  private List<String> models = List.of();

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description =
          "whose days are compared, such as America/Los_Angeles or +08:00; UTC unless given")
  private ZoneId zone = ZoneOffset.UTC;

  @Option(
      names = "--from",
      paramLabel = "DAY",
      description = "the first day that is compared; that of the invoice's rows unless given")
  private LocalDate from;

  @Option(
      names = "--to",
      paramLabel = "DAY",
      description =
          "the last day that is compared; that of the invoice's rows unless given, so that days"
              + " which an invoice lacks at its end are seen only with it")
  private LocalDate to;

  @Option(names = "--json", description = "prints JSON")
  private boolean json;

  @Override
  public Integer call() {
    var read = Invoice.read(invoice.toString(), text(Home.existing(invoice)), zone);
    read.faults().forEach(fault -> System.err.println("muster: " + fault));
    if (read.lines().isEmpty()) {
      throw new IllegalArgumentException(invoice + " has no readable row: export it as CSV");
    }
    var range = new Range(from == null ? read.first() : from, to == null ? read.last() : to);
    var own = own(range).stream().filter(d -> isAsked(d.model())).toList();
    var rows = Reconciliation.of(read, own).stream().filter(row -> range.holds(row.day())).toList();
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing was spent from %s to %s, and no row of %s is of these days: mend --from or --to"
              .formatted(range.from(), range.to(), invoice));
    }
    show(read, range, rows);
    absent(Reconciliation.absent(read, own));
    boolean agrees = read.faults().isEmpty() && rows.stream().noneMatch(Reconciled::over);
    return agrees ? MusterCommand.DONE : MusterCommand.FAILED;
  }

  /** The days that are compared, both included. */
  private record Range(LocalDate from, LocalDate to) {
    private Range {
      if (from.isAfter(to)) {
        throw new IllegalArgumentException(
            "nothing lies from " + from + " to " + to + ": mend --from or --to");
      }
    }

    boolean holds(LocalDate day) {
      return !day.isBefore(from) && !day.isAfter(to);
    }
  }

  /** What was compared is always said: rows that agree say nothing of days beyond them. */
  private void show(Invoice read, Range range, List<Reconciled> rows) {
    if (json) {
      System.err.println("muster: " + compared(read, range));
      Printed.json(rows);
    } else {
      System.out.println(compared(read, range));
      rows.forEach(row -> System.out.println(line(row)));
      System.out.println(sum(read, rows));
    }
  }

  private String compared(Invoice read, Range range) {
    long beyond = read.lines().stream().filter(line -> !range.holds(line.day())).count();
    return "compared from "
        + range.from()
        + " to "
        + range.to()
        + ", days of "
        + (zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId())
        + (beyond == 0 ? "" : "; " + beyond + " of the invoice's rows are of other days");
  }

  private boolean isAsked(String model) {
    return models.isEmpty() || models.contains(model);
  }

  /** On the error stream, as what is said beside the rows: JSON stays JSON. */
  private static void absent(Map<String, BigDecimal> models) {
    if (!models.isEmpty()) {
      System.err.println(
          "muster: not on the invoice: "
              + models.entrySet().stream()
                  .map(e -> e.getKey() + " " + usd(e.getValue()))
                  .collect(Collectors.joining(", "))
              + "; look for them on another provider's, or ask why this one leaves them out");
    }
  }

  private static String usd(BigDecimal sum) {
    return sum == null ? "of unknown cost" : Printed.usd(sum);
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IllegalArgumentException(file + " is too large: an invoice holds 16 MiB at most");
      }
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: check its mode", e);
    }
  }

  private List<SpentDay> own(Range range) {
    return Alone.or(
        rooms -> rooms.getBean(SpentDays.class).between(range.from(), range.to(), zone),
        served ->
            served.get(
                "/api/spending",
                Map.of(
                    "from",
                    range.from().toString(),
                    "to",
                    range.to().toString(),
                    "zone",
                    zone.getId()),
                new TypeReference<List<SpentDay>>() {}));
  }

  private static String line(Reconciled row) {
    return (row.over() ? "OVER  " : "ok    ")
        + row.day()
        + "  "
        + row.model()
        + "  own "
        + (row.ownUsd() == null ? "unknown" : Printed.usd(row.ownUsd()))
        + "  invoiced "
        + Printed.usd(row.invoicedUsd())
        + "  spread "
        + (row.spreadPercent() == null ? "unknown" : row.spreadPercent().toPlainString() + " %")
        + (row.invoicedTokens() == null
            ? ""
            : "  tokens " + row.ownTokens() + " / " + row.invoicedTokens())
        + (row.note() == null ? "" : "  (" + row.note() + ")");
  }

  private static String sum(Invoice read, List<Reconciled> rows) {
    long over = rows.stream().filter(Reconciled::over).count();
    var unread = read.faults().isEmpty() ? "" : "; " + read.faults().size() + " rows not read";
    return over == 0
        ? "all " + rows.size() + " within 5 %" + unread
        : over + " of " + rows.size() + " more than 5 % apart or not comparable" + unread;
  }
}
