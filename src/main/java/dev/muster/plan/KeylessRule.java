package dev.muster.plan;

import java.net.URI;
import java.util.Optional;

/** Whoever sells calls on the internet asks for a key: a model without one was forgotten. */
final class KeylessRule implements PlanRule {
  private static final String NEAR =
      "(127|10)\\..*|192\\.168\\..*|172\\.(1[6-9]|2\\d|3[01])\\..*|169\\.254\\..*"
          + "|.*\\.(local|localhost|internal|lan|home\\.arpa)";

  @Override
  public void check(Draft draft) {
    draft.models().forEach((name, model) -> model(draft, name, model));
  }

  private static void model(Draft draft, String name, PlanNode model) {
    boolean metered = model.at("billing").text().filter("metered"::equals).isPresent();
    boolean example = model.at("example").text().filter("true"::equals).isPresent();
    if (metered && !example && !model.at("apiKey").there() && !model.at("cli").there()) {
      model.at("baseUrl").text().flatMap(KeylessRule::seller).ifPresent(h -> add(draft, name, h));
    }
  }

  private static void add(Draft draft, String name, String host) {
    draft
        .problems()
        .add(
            draft.plan().at("models").key(name),
            "models." + name + " has no apiKey",
            "it is metered, and " + host + " will hardly answer without a key",
            "add apiKey: ${NAME} with the variable that holds the key");
  }

  /** The host, where anybody could ask it; what a reference stands for is not known here. */
  private static Optional<String> seller(String url) {
    return Optional.of(url)
        .filter(text -> text.startsWith("https://") && !text.contains("${"))
        .map(text -> URI.create(text).getHost())
        .filter(host -> host.contains(".") && !host.matches(NEAR));
  }
}
