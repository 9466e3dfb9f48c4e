package dev.muster.ledger;

import dev.muster.plan.Price;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** What past usage would have cost under another price book. Changes nothing. */
public interface Repricing {

  /**
   * Every answer that had usage, priced anew. The row is that of the name which the call was priced
   * by, else of the model's plan name, else of the id that was asked for. What a row includes is
   * taken first, in each month by the answers of all deployments in their order.
   *
   * @param deploymentId empty: of all
   * @param asOf the day whose rows count; null: each call's own day
   * @return by model, in the order of their names
   */
  List<Repriced> under(Map<String, Price> book, String deploymentId, LocalDate asOf);
}
