package dev.muster.ledger;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Where an invoice holds what is reconciled.
 *
 * @param tokens one column of all tokens, or one for each kind; none: the invoice does not say
 * @param currency -1: the invoice does not say
 */
record InvoiceColumns(int day, int model, int amount, List<Integer> tokens, int currency) {
  private static final List<String> DAY =
      List.of("date", "day", "usage_date", "start_date", "start_time", "time", "timestamp");
  private static final List<String> MODEL =
      List.of("model", "model_id", "model_name", "model_version", "sku");
  private static final List<String> AMOUNT =
      List.of(
          "amount_usd",
          "cost_usd",
          "usd",
          "amount",
          "cost",
          "total_cost",
          "charge",
          "spend",
          "total");
  private static final List<String> CURRENCY =
      List.of("currency", "currency_code", "billing_currency");
  private static final List<String> ALL_TOKENS = List.of("total_tokens", "tokens");

  static InvoiceColumns of(String file, List<String> header) {
    var names = header.stream().map(InvoiceColumns::name).toList();
    return new InvoiceColumns(
        needed(file, names, DAY),
        needed(file, names, MODEL),
        needed(file, names, AMOUNT),
        tokens(names),
        CURRENCY.stream().mapToInt(names::indexOf).filter(n -> n >= 0).findFirst().orElse(-1));
  }

  private static String name(String header) {
    return header.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
  }

  private static int needed(String file, List<String> names, List<String> known) {
    return known.stream()
        .filter(names::contains)
        .findFirst()
        .map(names::indexOf)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    file
                        + ":1: the header has no column "
                        + String.join(" or ", known)
                        + ": name it so"));
  }

  private static List<Integer> tokens(List<String> names) {
    var all = ALL_TOKENS.stream().filter(names::contains).findFirst();
    return all.isPresent()
        ? List.of(names.indexOf(all.get()))
        : IntStream.range(0, names.size())
            .filter(n -> names.get(n).endsWith("_tokens") && !isPart(names.get(n), names))
            .boxed()
            .toList();
  }

  /** OpenAI's cached tokens are among its input tokens; Anthropic's, named otherwise, are not. */
  private static boolean isPart(String name, List<String> names) {
    return name.contains("cached") && names.contains("input_tokens");
  }

  /** Throws {@link IllegalArgumentException} with what is wrong with the row. */
  Invoice.Line line(List<String> cells, InvoiceDays days) {
    var name = cell(cells, model);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("no model: write its id into that column");
    }
    requireUsd(cell(cells, currency));
    return new Invoice.Line(
        days.of(cell(cells, day)),
        name,
        usd(cell(cells, amount)),
        tokens.isEmpty() ? null : tokens.stream().mapToLong(n -> count(cell(cells, n))).sum());
  }

  /** Whether each row is of a whole day. */
  boolean isDaily(List<List<String>> rows) {
    return rows.stream().noneMatch(cells -> InvoiceDays.isMoment(cell(cells, day)));
  }

  private static String cell(List<String> cells, int column) {
    return column >= 0 && column < cells.size() ? cells.get(column) : "";
  }

  private static void requireUsd(String currency) {
    if (!currency.isEmpty() && !currency.equalsIgnoreCase("USD")) {
      throw new IllegalArgumentException(
          "is in " + shown(currency) + ", Muster's book is in USD: export it in USD");
    }
  }

  /** A comma alone may stand before thousands or before thousandths: nobody guesses. */
  private static BigDecimal usd(String text) {
    var bare = text.replaceAll("(?i)usd|[$ ]", "");
    if (bare.matches("-?[0-9]{1,3},[0-9]{3}")) {
      throw new IllegalArgumentException(
          shown(text)
              + " may be read in two ways: write "
              + bare.replace(',', '.')
              + " or "
              + bare.replace(",", ""));
    }
    if (bare.matches("-?[1-9][0-9]{0,2}((,[0-9]{3}){2,}|(,[0-9]{3})+\\.[0-9]+)")) {
      bare = bare.replace(",", "");
    }
    if (!bare.matches("-?[0-9]{1,12}(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?")) {
      throw new IllegalArgumentException(shown(text) + " is no amount in USD such as 12.34");
    }
    return new BigDecimal(bare);
  }

  private static long count(String text) {
    var bare = text.replace(",", "");
    if (bare.isEmpty()) {
      return 0;
    }
    if (!bare.matches("[0-9]{1,15}")) {
      throw new IllegalArgumentException(shown(text) + " is no number of tokens");
    }
    return Long.parseLong(bare);
  }

  static String shown(String text) {
    var line = text.replaceAll("[\\s\\p{Cntrl}]+", " ");
    return "'" + (line.length() <= 40 ? line : line.substring(0, 40) + "...") + "'";
  }
}
