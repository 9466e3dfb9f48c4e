package dev.muster.ledger;

import java.util.List;
import java.util.Optional;

/** Law 1 and law 8: every call is reserved before, settled after, and paid once. */
public interface Ledger {

  /**
   * Reserves the worst case and commits the attempt as SENDING, in a transaction of its own; or
   * gives the stored answer of an earlier delivery of the same task. An attempt of the same task
   * that is still SENDING under a dead node is turned UNKNOWN first.
   *
   * @throws BudgetExhausted when a node of the budget path has too little left
   */
  Opening open(CallRequest request);

  /** The answer that an earlier delivery of this task has paid for, if any. */
  Optional<Opening.Stored> stored(String taskId);

  /**
   * Stores the answer and settles.
   *
   * @param answer JSON
   * @param usage null when the provider sent none
   * @param accepted whether {@code answeredAs} is one of the model's ids; if not the cost stays
   *     unmeasured
   */
  void answered(long attemptId, String answeredAs, boolean accepted, Usage usage, String answer);

  /** The same for a stream. */
  void answered(
      long attemptId,
      String answeredAs,
      boolean accepted,
      Usage usage,
      String answer,
      Long firstTokenMillis);

  /** The provider refused or failed: the reservation is released. */
  void failed(long attemptId, Integer httpStatus, String error);

  /** Nobody knows whether it was paid (cut off in flight): it counts at its reservation. */
  default void unknown(long attemptId, String why) {
    unknown(attemptId, null, why);
  }

  /**
   * The same of what an answer to it left open.
   *
   * @param httpStatus null when there was none
   */
  void unknown(long attemptId, Integer httpStatus, String why);

  /**
   * What came of a stream before it broke.
   *
   * @param answeredAs null when it had not come
   * @param accepted whether that is the model that was asked for; one that is not has no price
   * @param usage the last that was seen; null when none had come
   * @param firstTokenMillis null when nothing was said
   */
  record Seen(String answeredAs, boolean accepted, Usage usage, Long firstTokenMillis) {}

  /**
   * The same with what had come before: kept, and counted where it is more than was reserved. It is
   * no bound, since the rest may have been made as well.
   */
  void unknown(long attemptId, String why, Seen seen);

  /**
   * At start and each hour, for it says that this node lives: attempts that an earlier start of it
   * left SENDING become UNKNOWN, and those that a node sent more than a day ago which nobody has
   * seen for hours: it is gone for good, or will say how they ended. Returns how many.
   */
  int sweep();

  /** All attempts of a deployment, in order of sending. */
  List<Attempt> attempts(String deploymentId);

  /** All attempts of one run, turns and judges. */
  List<Attempt> attemptsOf(String deploymentId, String subject);

  /** What a deployment spent, by agent, arm, model and purpose. */
  List<Spending> spending(String deploymentId);

  /** Declares a budget node and its limit in USD; idempotent. */
  void declareBudget(String node, java.math.BigDecimal limitUsd);

  /** Declares all limits of a budget node; idempotent. */
  void declareBudget(String node, Limits limits);

  /** What a budget node has reserved or spent, USD. */
  java.math.BigDecimal committed(String node);

  /** What a budget node has reserved or used, tokens. */
  long committedTokens(String node);

  /** What a budget node has begun or done, turns. */
  long committedTurns(String node);
}
