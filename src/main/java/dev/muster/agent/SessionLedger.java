package dev.muster.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.client.CliSessions.Ended;
import dev.muster.client.CliSessions.State;
import dev.muster.ledger.Attempt;
import dev.muster.ledger.BudgetExhausted;
import dev.muster.ledger.CallRequest;
import dev.muster.ledger.Headroom;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.Opening;
import dev.muster.ledger.ToolCalls;
import dev.muster.plan.Model;
import dev.muster.plan.Plan;
import dev.muster.plan.Price;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * What a session leaves in the ledger. Behind the gateway each of its calls is there already; what
 * a CLI calls at its vendor is one attempt, reserved before it starts and settled with what the CLI
 * told.
 */
@Component
class SessionLedger {
  private static final int SETTLING_TRIES = 9;
  private static final long FIRST_WAIT_MILLIS = 100;
  private static final BigDecimal CENT = new BigDecimal("0.01");
  private final Ledger ledger;
  private final Headroom headroom;
  private final ToolCalls tools;
  private final ObjectMapper json;
  private final Clock clock;

  SessionLedger(Ledger ledger, Headroom headroom, ToolCalls tools, ObjectMapper json, Clock clock) {
    this.headroom = headroom;
    this.ledger = ledger;
    this.tools = tools;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Opens the attempt of a try at the vendor. Nobody knows how many calls it will make, so all that
   * its run may still spend and its budgets still hold is reserved.
   *
   * @throws BudgetExhausted when there is nothing left
   */
  long open(Run run, Plan plan, Model model, String taskId, int number) {
    boolean metered = model.billing() == Model.Billing.METERED;
    var task = taskId + "/" + number;
    var left = metered ? left(run, plan) : BigDecimal.ZERO;
    try {
      return open(run, plan, model, task, left);
    } catch (BudgetExhausted e) {
      // Another session may have taken of it since it was looked at: what is left now is enough.
      var now = metered ? left(run, plan) : left;
      if (now.compareTo(left) >= 0) {
        throw e;
      }
      return open(run, plan, model, task, now);
    }
  }

  private long open(Run run, Plan plan, Model model, String task, BigDecimal reserved) {
    boolean metered = model.billing() == Model.Billing.METERED;
    var price = metered ? inForce(plan.prices().get(model.price())) : null;
    var opening =
        ledger.open(
            new CallRequest(
                task,
                run.deploymentId(),
                Attempt.SESSION,
                run.id(),
                run.budgetPath(),
                run.agent(),
                run.arm(),
                model.name(),
                model.id(),
                price,
                !metered,
                reserved,
                // Not a bound, but a budget of tokens that is used up must refuse it.
                1));
    return ((Opening.Send) opening).attemptId();
  }

  private Price inForce(Price price) {
    return price == null ? null : price.at(clock.instant()).orElse(null);
  }

  /**
   * Of the run's money, as far as its agent, phase and deployment still have so much. At least a
   * cent, so that a run without money is refused and never works for nothing.
   */
  private BigDecimal left(Run run, Plan plan) {
    var budget = plan.agents().get(run.agent()).budget().runUsd();
    var own = budget.subtract(ledger.committed(run.budgetPath()));
    return headroom.left(run.budgetPath()).map(own::min).orElse(own).max(CENT);
  }

  /**
   * A session that was ended and told nothing may have cost anything; one that was cut off has told
   * of the calls that were over, and the one under way may have cost as much. It is paid for, so a
   * database that stumbles is asked again.
   */
  void settle(long attemptId, Model model, Ended ended) {
    for (int tried = 1; ; tried++) {
      try {
        write(attemptId, model, ended);
        return;
      } catch (DataAccessException | TransactionException e) {
        if (e instanceof DataIntegrityViolationException
            || tried == SETTLING_TRIES
            || !waited(Duration.ofMillis(FIRST_WAIT_MILLIS << tried))) {
          throw e;
        }
      }
    }
  }

  private static boolean waited(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void write(long attemptId, Model model, Ended ended) {
    var others = ended.answeredAs().stream().filter(id -> !model.answersAs(id)).toList();
    if (ended.usage() == null && ended.state() != State.DONE) {
      ledger.unknown(attemptId, ended.reason());
    } else if (!ended.whole()) {
      var seen = new Ledger.Seen(as(ended, others), others.isEmpty(), ended.usage(), null);
      ledger.unknown(attemptId, ended.reason(), seen);
    } else {
      boolean accepted = others.isEmpty() && !ended.answeredAs().isEmpty();
      ledger.answered(attemptId, as(ended, others), accepted, ended.usage(), answer(ended));
    }
  }

  /** Those who should not have answered, where there are any: they are what is to be told. */
  private static String as(Ended ended, List<String> others) {
    return others.isEmpty()
        ? ended.answeredAs().stream().findFirst().orElse(null)
        : String.join(", ", others);
  }

  /** The CLI was never started. */
  void notSent(long attemptId, String why) {
    ledger.failed(attemptId, null, why);
  }

  void unknown(long attemptId, String why) {
    ledger.unknown(attemptId, why);
  }

  /** How a try ended that is paid, whatever became of its node since. */
  Optional<Ended> stored(String taskId, int number) {
    return ledger.stored(taskId + "/" + number).map(stored -> ended(stored.answer()));
  }

  private Ended ended(String answer) {
    try {
      return json.readValue(answer, Ended.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored session cannot be read", e);
    }
  }

  /** All of it: a node that dies now must find what it paid for. */
  private String answer(Ended ended) {
    try {
      return json.writeValueAsString(ended);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer cannot be written as JSON", e);
    }
  }

  /** The tools that the CLI called, as it told of them; one without a result stays open. */
  void calls(Run run, int number, Ended ended) {
    for (var call : ended.calls()) {
      // Providers name calls alike again and again; what a later turn asks for is another call.
      var id = "session-" + number + "/" + call.id();
      var opening =
          tools.open(
              run.deploymentId(),
              run.id(),
              number,
              id,
              call.server(),
              call.tool(),
              call.arguments().toString(),
              false);
      if (!(opening instanceof ToolCalls.Opening.Stored) && call.result() != null) {
        tools.answered(run.id(), number, id, call.result(), call.error());
      }
    }
  }
}
