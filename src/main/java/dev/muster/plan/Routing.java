package dev.muster.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How models are chosen.
 *
 * @param judges model names in order of preference; the first of another family than the authors'
 *     judges
 * @param escalate whether a failed check goes once to the strongest model of the mix
 * @param shares what the shares of a mix count; null: turns
 * @param fallback model to the models that answer in its place, in order; before the rest of a mix
 * @param sticky whether a run stays with its model; null: no
 */
public record Routing(
    List<String> judges,
    boolean escalate,
    // Left out of the canonical JSON when not given: plans that were frozen before keep their
    // digest.
    @JsonInclude(Include.NON_NULL) Shares shares,
    @JsonInclude(Include.NON_EMPTY) Map<String, List<String>> fallback,
    @JsonInclude(Include.NON_NULL) Boolean sticky) {

  /** Plans that were kept before fallbacks were known have none. */
  public Routing {
    fallback = fallback == null ? Map.of() : fallback;
  }

  /** Judges and escalation, and the rest as it always was. */
  public Routing(List<String> judges, boolean escalate) {
    this(judges, escalate, null, null, null);
  }

  /** These models and whoever may answer in their place, or in the place of those. */
  public Set<String> withFallbacks(Collection<String> models) {
    var all = new LinkedHashSet<>(models);
    var open = new ArrayDeque<>(all);
    while (!open.isEmpty()) {
      fallback.getOrDefault(open.remove(), List.of()).stream().filter(all::add).forEach(open::add);
    }
    return all;
  }

  /** What the shares of this agent's mix count. */
  public Shares sharesOf(Agent agent) {
    var own = agent.routing() == null ? null : agent.routing().shares();
    if (own != null) {
      return own;
    }
    return shares == null ? Shares.TURNS : shares;
  }

  /** Whether a run of this agent stays with its model; one that counts as a run has to. */
  public boolean sticks(Agent agent) {
    var own = agent.routing() == null ? null : agent.routing().sticky();
    var said = own == null ? sticky : own;
    return Boolean.TRUE.equals(said) || sharesOf(agent) == Shares.RUNS;
  }
}
