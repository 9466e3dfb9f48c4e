package dev.muster.client;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.ledger.Usage;
import dev.muster.plan.Client;
import dev.muster.plan.McpServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Runs an agent CLI headless on one task, in a scratch home that is written for it alone. */
public interface CliSessions {

  /**
   * Works the task to its end. Blocks; a thread that is interrupted ends the CLI with all that it
   * started and throws {@link java.util.concurrent.CancellationException}.
   *
   * @param begins is told when all is ready and the CLI is started next; what it throws keeps it
   *     from that
   * @throws CliRefused when there is no such program, it is of another version, or it cannot be
   *     started: nothing was sent
   */
  Ended run(Session session, Runnable begins);

  /**
   * What a CLI is to do.
   *
   * @param name of the scratch home: run and try
   * @param version that it must have
   * @param model id that it asks for
   * @param prompt of the agent's role
   * @param task what is to be done
   * @param servers all that it may use, each with exactly the tools that it may use
   * @param maxTurns model calls at most
   */
  record Session(
      String name,
      Client client,
      String version,
      String model,
      Login login,
      String prompt,
      String task,
      List<McpServer> servers,
      int maxTurns,
      Duration limit) {}

  /**
   * Where and as whom it calls its model.
   *
   * @param url null: its vendor's
   * @param key null: with the login that the person's own home holds
   * @param gateway whether that is Muster's gateway: then it is told to call nobody else
   */
  record Login(URI url, String key, boolean gateway) {}

  /** How it went. */
  enum State {
    /** It says that it is done, by every sign that it gives. */
    DONE,
    /** It used up its turns. */
    TURNS,
    /** Its time was up. */
    TIME,
    /** It failed: another try may do better. */
    BROKEN,
    /** What it wrote cannot be read: another version, or not that program at all. */
    UNREADABLE
  }

  /** A tool as it was called. */
  record Call(
      String id, String server, String tool, JsonNode arguments, String result, boolean error) {}

  /**
   * What is known at the end.
   *
   * @param text its closing words; empty when there are none
   * @param reason why it is not DONE, with the tail of what it wrote; null when it is
   * @param answeredAs the ids of all models that answered as the CLI tells them; empty when it does
   *     not
   * @param turns as far as it told
   * @param calls of its servers' tools, in order
   * @param usage by the CLI's own count; null when it told none, which is not zero
   * @param exitCode null when Muster ended it
   * @param whole whether it came to an end by itself; else a call may have been cut off that is in
   *     no count
   */
  record Ended(
      State state,
      String text,
      String reason,
      // One id in what was stored before.
      @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> answeredAs,
      int turns,
      List<Call> calls,
      Usage usage,
      Integer exitCode,
      boolean whole) {
    /** What was stored of a CLI that told none has null. */
    public Ended {
      answeredAs = answeredAs == null ? List.of() : List.copyOf(answeredAs);
    }

    /** The same end with another reason. */
    public Ended because(String why) {
      return new Ended(state, text, why, answeredAs, turns, calls, usage, exitCode, whole);
    }
  }
}
