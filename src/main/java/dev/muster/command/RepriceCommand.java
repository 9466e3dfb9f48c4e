package dev.muster.command;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.muster.ledger.Repriced;
import dev.muster.ledger.Repricing;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.Price;
import dev.muster.plan.PriceBook;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.springframework.context.ApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Past usage under another price book. */
@Command(
    name = "reprice",
    description =
        "Shows what past usage would have cost under another price book; exit code 1 when it"
            + " cannot price all of it. Changes nothing.",
    mixinStandardHelpOptions = true)
final class RepriceCommand implements Callable<Integer> {

  @Option(names = "--deployment", paramLabel = "ID", description = "only what it used")
  private String deployment = "";

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      required = true,
      description = "the other book: what may stand under a plan's prices")
  private Path prices;

  @Option(
      names = "--as-of",
      paramLabel = "DAY",
      description = "the day whose rows count, such as 2027-01-01; else each call's own day")
  private LocalDate asOf;

  @Option(names = "--json", description = "prints JSON")
  private boolean json;

  @Override
  public Integer call() {
    var text = PriceBook.text(Home.existing(prices));
    // Faults are told before a database is started for them.
    var book = PriceBook.read(prices.toString(), text);
    var all = Alone.or(rooms -> alone(rooms, book), served -> served(served, text));
    if (json) {
      Printed.json(all);
    } else {
      show(all);
    }
    return all.stream().anyMatch(model -> model.unpriced() > 0)
        ? MusterCommand.FAILED
        : MusterCommand.DONE;
  }

  private List<Repriced> alone(ApplicationContext rooms, Map<String, Price> book) {
    return Repriced.of(
        deployment,
        book,
        asOf,
        rooms.getBean(Repricing.class),
        rooms.getBean(DeploymentPlans.class));
  }

  private List<Repriced> served(Served served, String text) {
    var query = new LinkedHashMap<String, String>();
    query.put("deployment", deployment);
    query.put("asOf", asOf == null ? null : asOf.toString());
    return served.post("/api/reprice", query, text, new TypeReference<List<Repriced>>() {});
  }

  private static void show(List<Repriced> all) {
    if (all.isEmpty()) {
      System.out.println("nothing was used yet");
      return;
    }
    all.forEach(model -> System.out.println(line(model)));
  }

  private static String line(Repriced model) {
    return "%s  %d answers  recorded %s  under this book %s"
        .formatted(
            model.model(),
            model.calls(),
            usd(model.recordedUsd(), model.unrecorded(), "have no cost")
                + included(model.coveredUsd()),
            usd(model.repricedUsd(), model.unpriced(), "cannot be priced: " + model.why())
                + included(model.repricedCoveredUsd()));
  }

  private static String included(BigDecimal usd) {
    return usd == null ? "" : " (and " + Printed.usd(usd) + " included)";
  }

  private static String usd(BigDecimal usd, long without, String why) {
    return usd == null ? "unknown (" + without + " " + why + ")" : Printed.usd(usd);
  }
}
