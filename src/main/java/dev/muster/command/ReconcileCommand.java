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

  @Option(names = "--json", description = "prints JSON")
  private boolean json;

  @Override
  public Integer call() {
    var read = Invoice.read(invoice.toString(), text(Home.existing(invoice)));
    read.faults().forEach(fault -> System.err.println("muster: " + fault));
    if (read.lines().isEmpty()) {
      throw new IllegalArgumentException(invoice + " has no readable row: export it as CSV");
    }
    var own = own(read).stream().filter(d -> isAsked(d.model())).toList();
    var rows = Reconciliation.of(read, own);
    if (json) {
      Printed.json(rows);
    } else {
      rows.forEach(row -> System.out.println(line(row)));
      System.out.println(sum(read, rows));
    }
    absent(Reconciliation.absent(read, own));
    boolean agrees = read.faults().isEmpty() && rows.stream().noneMatch(Reconciled::over);
    return agrees ? MusterCommand.DONE : MusterCommand.FAILED;
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

  private static List<SpentDay> own(Invoice read) {
    return Alone.or(
        rooms -> rooms.getBean(SpentDays.class).between(read.first(), read.last()),
        served ->
            served.get(
                "/api/spending",
                Map.of("from", read.first().toString(), "to", read.last().toString()),
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
