package dev.muster.ledger;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * One paid model call.
 *
 * @param subject run id
 * @param step counter under (purpose, subject), from 1
 * @param attempt the try, from 1
 * @param answeredAs the id that answered; null before
 * @param usage null when the provider sent none (then the cost is unmeasured, never 0); of a broken
 *     stream the last that was seen
 * @param costUsd null when unpriced or unmeasured
 * @param priceVersion of the row that the cost stands on; null without a price
 * @param reservedTokens 0 when nobody bounded them; of a session 1, which is no bound
 * @param seenUsd of an UNKNOWN one, the cost of the part that came; null otherwise
 * @param firstTokenMillis from sending to the first thing said; null when it was not streamed
 * @param coveredUsd what a subscription includes of its price, beside the cost; null without one
 * @param finding why the cost is unmeasured, or null
 */
public record Attempt(
    long id,
    String taskId,
    String deploymentId,
    String purpose,
    String subject,
    int step,
    int attempt,
    String budgetPath,
    String agent,
    String arm,
    String model,
    String modelId,
    String answeredAs,
    State state,
    Usage usage,
    BigDecimal reservedUsd,
    BigDecimal costUsd,
    String priceVersion,
    String finding,
    Integer httpStatus,
    String error,
    Instant sentAt,
    Instant answeredAt,
    long reservedTokens,
    BigDecimal seenUsd,
    Long firstTokenMillis,
    BigDecimal coveredUsd) {
  /** Purpose of one call of an agent's model. */
  public static final String TURN = "turn";

  /** Purpose of all that an agent CLI calls at its vendor in one try. */
  public static final String SESSION = "session";

  /** Whether it is the agent's own work, and so its arm's cost; a judge's is not. */
  public boolean isWork() {
    return isTurn() || isSession();
  }

  /** Whether the plan declares its model free or flat, so that no answer has a cost of its own. */
  public boolean declaredFree() {
    return Attempts.DECLARED_FREE.equals(priceVersion);
  }

  /** One call of the agent's model. */
  public boolean isTurn() {
    return purpose.equals(TURN);
  }

  /** A try of an agent CLI at its vendor. */
  public boolean isSession() {
    return purpose.equals(SESSION);
  }

  /** Whether the provider billed more than its worst case: no bound holds for such a model. */
  public boolean overran() {
    var usd = costUsd == null ? seenUsd : costUsd;
    boolean dearer = usd != null && usd.compareTo(reservedUsd) > 0;
    // Nobody bounds the tokens of a session at its vendor.
    boolean bounded = reservedTokens > 0 && !isSession();
    return dearer || bounded && usage != null && usage.total() > reservedTokens;
  }

  /**
   * What it takes of a budget, USD: its cost; where that is unknown or unmeasured its reservation,
   * or what came of it if that was more; nothing where it failed.
   */
  public BigDecimal countedUsd() {
    if (state == State.FAILED) {
      return BigDecimal.ZERO;
    }
    if (costUsd != null) {
      return costUsd;
    }
    return seenUsd == null ? reservedUsd : reservedUsd.max(seenUsd);
  }

  /**
   * What it counts where models or arms are compared, USD: with what a subscription includes, for
   * that is spent by who comes first in a month and says nothing of who is cheaper.
   */
  public BigDecimal listUsd() {
    return coveredUsd == null ? countedUsd() : countedUsd().add(coveredUsd);
  }

  /** The life of an attempt. */
  public enum State {
    /** Reserved and perhaps on the wire. */
    SENDING,
    /** The answer is stored. */
    ANSWERED,
    /** The provider answered with an error, or the call was cancelled before an answer. */
    FAILED,
    /** Its node died while sending: counts at its reservation. */
    UNKNOWN
  }
}
