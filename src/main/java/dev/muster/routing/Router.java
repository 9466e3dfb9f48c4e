package dev.muster.routing;

import dev.muster.plan.Mix;
import java.util.Map;

/** Chooses models. */
public interface Router {

  /**
   * The model whose share is furthest behind its declared share over the choices made so far; ties
   * go to the order of the mix.
   *
   * @param chosen model to number of runs given to it so far
   */
  String byDeficit(Mix mix, Map<String, Integer> chosen);

  /** Judge's model: the first whose family wrote nothing of the work; empty when there is none. */
  java.util.Optional<String> judge(dev.muster.plan.Plan plan, java.util.Set<String> authors);

  /** The strongest model of the mix that is stronger than {@code current}, or empty. */
  java.util.Optional<String> stronger(dev.muster.plan.Plan plan, Mix mix, String current);
}
