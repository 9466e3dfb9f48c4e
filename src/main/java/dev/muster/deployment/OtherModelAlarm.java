package dev.muster.deployment;

import dev.muster.deployment.Notices.Notice;
import dev.muster.evidence.Evidence;
import dev.muster.ledger.AnsweredByAnother;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Says aloud that another model answers than was asked, as providers do with models that they
 * retire. Once per model and deployment: from then on each of its calls is answered so.
 */
@Component
class OtherModelAlarm {
  private static final Logger LOG = LoggerFactory.getLogger(OtherModelAlarm.class);
  private final NoticeTable told;
  private final Evidence evidence;
  private final Notices notices;
  private final TransactionTemplate transaction;

  OtherModelAlarm(
      NoticeTable told, Evidence evidence, Notices notices, TransactionTemplate transaction) {
    this.transaction = transaction;
    this.told = told;
    this.evidence = evidence;
    this.notices = notices;
  }

  /** In one: when the evidence cannot be written now, nobody counts as told. */
  @EventListener
  void answered(AnsweredByAnother other) {
    transaction.executeWithoutResult(status -> tell(other));
  }

  private void tell(AnsweredByAnother other) {
    var deployment = other.deploymentId();
    if (!told.first(deployment, "alarm other-model " + other.model())) {
      return;
    }
    LOG.warn("{}: {}", deployment, words(other));
    evidence.append(deployment, "other-model", other.model(), other);
    notices.tell(
        new Notice(
            deployment,
            "other-model " + other.model(),
            "alarm",
            "Another model answers for " + other.model(),
            words(other),
            Notices.pageOf(deployment)));
  }

  private static String words(AnsweredByAnother other) {
    return "%s was asked and %s answered: its answers have no cost until the plan replaces the model, or names that id in answersAs"
        .formatted(other.model(), other.answeredAs());
  }
}
