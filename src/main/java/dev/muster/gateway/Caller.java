package dev.muster.gateway;

import dev.muster.gateway.Gateway.Guest;
import dev.muster.gateway.PersonalTokens.Personal;
import dev.muster.ledger.Attempt;
import dev.muster.plan.Model;
import dev.muster.plan.Plan;
import dev.muster.plan.Price;

/**
 * Whoever may call, and what for.
 *
 * @param purpose turn: of a run; personal: of a person
 * @param subject the run's id, or the token's
 */
record Caller(
    String deploymentId,
    String purpose,
    String subject,
    String budgetPath,
    String agent,
    String arm,
    Model model,
    Price price,
    int maxInputTokens,
    int maxOutputTokens) {
  /** Purpose and arm of a person's calls. */
  static final String PERSONAL = "personal";

  static Caller of(Guest guest) {
    var model = guest.plan().models().get(guest.model());
    if (model == null) {
      throw new IllegalArgumentException("the plan has no model " + guest.model());
    }
    return new Caller(
        guest.deploymentId(),
        Attempt.TURN,
        guest.runId(),
        guest.budgetPath(),
        guest.agent(),
        guest.arm(),
        model,
        model.price() == null ? null : guest.plan().prices().get(model.price()),
        Math.min(guest.maxInputTokens(), model.maxInputTokens()),
        Math.min(guest.maxOutputTokens(), model.maxOutputTokens()));
  }

  /** A person's CLI keeps its own house: only the model's limits bound its calls. */
  static Caller of(Personal personal, Plan plan) {
    var model = plan.models().get(personal.model());
    return new Caller(
        personal.deploymentId(),
        PERSONAL,
        personal.id(),
        personal.budgetPath(),
        personal.agent(),
        PERSONAL,
        model,
        model.price() == null ? null : plan.prices().get(model.price()),
        model.maxInputTokens(),
        model.maxOutputTokens());
  }

  /**
   * What bounds a call's input and is reserved for it: an agent declares it; a person's call is as
   * large as it is, so it is reserved for by its size, at the densest text there is.
   */
  int inputTokens(int requestBytes) {
    return isPerson() ? Math.min(maxInputTokens, requestBytes / 5 * 2 + 1) : maxInputTokens;
  }

  boolean isPerson() {
    return purpose.equals(PERSONAL);
  }
}
