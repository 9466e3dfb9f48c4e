package dev.muster.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.muster.ledger.Usage;
import java.time.Instant;
import java.util.List;

/** Runs that an agent CLI works as a whole: it owns its loop, Muster owns all around it. */
public interface Sessions {

  /** Whether this run is worked by a CLI. */
  boolean works(String runId);

  /**
   * One try of the run, from a fresh home to its end; a second delivery after that does nothing. A
   * limit that is reached (turns, time, money) stops the run softly. When the last try has failed,
   * another model is given the run where one may have it: then no CLI works it any more, or another
   * one does. Blocks; a thread that is interrupted ends the CLI with all that it started.
   *
   * @param turnsMayFollow whether the process goes on turn by turn where no CLI works the run after
   *     this; those of before that was possible do not
   * @throws SessionBroken when the CLI failed: what it had begun is never resumed
   * @throws dev.muster.client.CliRefused when it is not the CLI that the plan was written for
   */
  void work(String taskId, String runId, boolean turnsMayFollow);

  /**
   * A person is told of the last try, in the transaction that tells them: what comes after that is
   * their wish for another one, and what comes before it is not.
   */
  void toPerson(String runId);

  /** The tries of a run, in order. */
  List<Session> of(String runId);

  /**
   * One try.
   *
   * @param via GATEWAY: the ledger holds each call; VENDOR: one attempt as the CLI counted it, and
   *     the budget is soft, since nothing stops a call in time
   * @param state WORKING, DONE, TURNS, TIME, BUDGET, BROKEN, UNREADABLE, REFUSED, CANCELLED, or
   *     LOST when its node ended before it
   * @param usage by the CLI's own count; null when it told none
   */
  record Session(
      int number,
      String client,
      String version,
      String model,
      String via,
      boolean softBudget,
      String state,
      @JsonInclude(Include.NON_NULL) String reason,
      @JsonInclude(Include.NON_NULL) Integer exitCode,
      @JsonInclude(Include.NON_NULL) Integer turns,
      @JsonInclude(Include.NON_NULL) Integer calls,
      @JsonInclude(Include.NON_NULL) Usage usage,
      Instant startedAt,
      @JsonInclude(Include.NON_NULL) Instant endedAt) {}
}
