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

  private static boolean free(PlanNode price) {
    return price.at("input").decimal().filter(usd -> usd.signum() == 0).isPresent()
        && price.at("output").decimal().filter(usd -> usd.signum() == 0).isPresent()
        && price.at("perRequest").decimal().filter(usd -> usd.signum() > 0).isEmpty();
  }
}
