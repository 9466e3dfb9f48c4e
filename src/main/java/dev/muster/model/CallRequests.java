package dev.muster.model;

import dev.muster.ledger.CallRequest;
import dev.muster.ledger.WorstCase;
import dev.muster.model.PaidCalls.PaidCall;
import dev.muster.plan.Model;
import dev.muster.plan.Price;
import java.time.Clock;

/**
 * What the ledger is told of a call before it is sent: what it may cost at most, by which price.
 */
final class CallRequests {
  private final Clock clock;

  CallRequests(Clock clock) {
    this.clock = clock;
  }

  /**
   * Refuses input that is clearly too large, else reserves for it.
   *
   * @throws InputTooLarge when it is
   */
  CallRequest of(PaidCall call, InputLimit input) {
    input.enforce(call);
    var model = call.request().model();
    long most = input.reserved(call.maxInputTokens(), model.maxInputTokens());
    boolean free = model.billing() != Model.Billing.METERED;
    var price = free ? null : inForce(call.price());
    return new CallRequest(
        call.taskId(),
        call.deploymentId(),
        call.purpose(),
        call.runId(),
        call.budgetPath(),
        call.agent(),
        call.arm(),
        model.name(),
        model.id(),
        price,
        free,
        WorstCase.of(
            price == null && !free ? call.price() : price, most, call.request().maxOutputTokens()),
        most + call.request().maxOutputTokens());
  }

  /** Before its first row a model has no price; what is reserved then is the dearest of them. */
  private Price inForce(Price price) {
    return price == null ? null : price.at(clock.instant()).orElse(null);
  }
}
