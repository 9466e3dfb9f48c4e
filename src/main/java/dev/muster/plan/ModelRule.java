package dev.muster.plan;

/** A metered model has a price; only a free or flat one may go without. */
final class ModelRule implements PlanRule {

  @Override
  public void check(Draft draft) {
    draft.models().forEach((name, model) -> model(draft, "models." + name, model));
  }

  private static void model(Draft draft, String path, PlanNode model) {
    boolean metered = model.at("billing").text().filter("metered"::equals).isPresent();
    var price = model.at("price");
    if (metered && !price.there()) {
      draft
          .problems()
          .add(
              model.where(),
              path + " has no price",
              "it is metered, and unpriced is not free",
              "name a row of prices, or declare billing: free or flat");
    }
    thinking(draft, path, model);
    draft.known(price, draft.plan().at("prices").entries().keySet(), "price", path + ".price");
    var rows = PriceBuilding.rows(draft.plan().at("prices").at(price.text().orElse("")));
    if (metered && rows.stream().anyMatch(ModelRule::free)) {
      draft
          .problems()
          .add(
              price.where(),
              path + ".price costs nothing",
              "a metered model is not free",
              "write its price, or declare billing: free");
    }
  }

  /** Only one provider bounds it apart; something must be left to answer with. */
  private static void thinking(Draft draft, String path, PlanNode model) {
    var thinking = model.at("thinkingTokens");
    if (!thinking.there()) {
      return;
    }
    var provider = model.at("provider").text().orElse("");
    var protocol = model.at("protocol").text().orElse("");
    if (!provider.equals("alibaba") || !protocol.equals("openai-chat")) {
      draft
          .problems()
          .add(
              thinking.where(),
              path + ".thinkingTokens is set for provider " + provider + " over " + protocol,
              "there maxOutputTokens holds the thinking, too",
              "leave it out");
    } else if (thinking.whole().orElse(0L)
        >= model.at("maxOutputTokens").whole().orElse(Long.MAX_VALUE)) {
      draft
          .problems()
          .add(
              thinking.where(),
              path + ".thinkingTokens leaves nothing of maxOutputTokens to answer with",
              "it is a part of maxOutputTokens",
              "make it smaller");
    }
  }

  private static boolean free(PlanNode price) {
    return price.at("input").decimal().filter(usd -> usd.signum() == 0).isPresent()
        && price.at("output").decimal().filter(usd -> usd.signum() == 0).isPresent()
        && price.at("perRequest").decimal().filter(usd -> usd.signum() > 0).isEmpty();
  }
}
