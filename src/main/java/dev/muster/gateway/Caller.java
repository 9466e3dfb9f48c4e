package dev.muster.gateway;

import dev.muster.gateway.Gateway.Guest;
import dev.muster.plan.Model;
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

  static Caller of(Guest guest) {
    var model = guest.plan().models().get(guest.model());
    if (model == null) {
      throw new IllegalArgumentException("the plan has no model " + guest.model());
    }
    return new Caller(
        guest.deploymentId(),
        "turn",
        guest.runId(),
        guest.budgetPath(),
        guest.agent(),
        guest.arm(),
        model,
        model.price() == null ? null : guest.plan().prices().get(model.price()),
        Math.min(guest.maxInputTokens(), model.maxInputTokens()),
        Math.min(guest.maxOutputTokens(), model.maxOutputTokens()));
  }

  boolean isPerson() {
    return purpose.equals("personal");
  }
}
