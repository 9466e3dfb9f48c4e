package dev.muster.deployment;

import dev.muster.deployment.Notices.Notice;
import dev.muster.evidence.Evidence;
import dev.muster.ledger.Overrun;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Says aloud that a provider billed more than it could: evidence of each, one notice per model. */
@Component
class OverrunAlarm {
  private final Evidence evidence;
  private final Notices notices;
  private final TransactionTemplate transaction;

  OverrunAlarm(Evidence evidence, Notices notices, TransactionTemplate transaction) {
    this.transaction = transaction;
    this.evidence = evidence;
    this.notices = notices;
  }

  /** In one: the notice is told once its evidence is committed. */
  @EventListener
  void overran(Overrun overrun) {
    transaction.executeWithoutResult(status -> tell(overrun));
  }

  private void tell(Overrun overrun) {
    var deployment = overrun.deploymentId();
    evidence.append(deployment, "budget-overrun", overrun.budgetPath(), overrun);
    notices.tell(
        new Notice(
            deployment,
            "overrun " + overrun.model(),
            "alarm",
            "Budget overrun by " + overrun.model(),
            words(overrun),
            Notices.pageOf(deployment)));
  }

  private static String words(Overrun o) {
    return "a call of %s was billed %s USD and %d tokens, reserved were %s USD and %d tokens"
        .formatted(
            o.budgetPath(),
            o.usd() == null ? "unknown" : Rounded.usd(o.usd()).toPlainString(),
            o.tokens(),
            Rounded.usd(o.reservedUsd()).toPlainString(),
            o.reservedTokens());
  }
}
