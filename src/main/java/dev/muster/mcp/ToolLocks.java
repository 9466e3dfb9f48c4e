package dev.muster.mcp;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What people approved of each server's tools in a deployment, and the servers that have shown
 * something else since. The toolbelt, which is Muster's own, has no locks.
 */
public interface ToolLocks {

  /**
   * An approved surface.
   *
   * @param because the gate or the task with which it was approved
   */
  record Lock(
      String deploymentId, String server, String hash, Instant at, String by, String because) {}

  /** What becomes of a change. The server is quarantined in the first four. */
  enum Standing {
    /** Nobody was asked yet. */
    FOUND,
    /** A review is under way. */
    ASKED,
    /** A person approved it; the lock is about to be written. */
    AGREED,
    /** A person keeps the server out. */
    KEPT,
    APPROVED,
    /** The server shows the approved tools again. */
    LIFTED,
    /** It showed yet other tools before anybody decided. */
    SUPERSEDED,
    /** The deployment ended before anybody decided. */
    OVER
  }

  /** A surface that differs from the approved one. */
  record Change(
      String deploymentId,
      String server,
      String approved,
      String seen,
      Standing standing,
      String foundBy,
      Instant foundAt,
      String decidedBy,
      String reason) {}

  /**
   * What a look at a server's tools gave.
   *
   * @param locked whether there is an approved surface
   * @param quarantine why nobody may use the server; null: it may be used
   */
  record Look(String hash, boolean locked, Change quarantine) {}

  /**
   * Compares with the approved surface. Another one quarantines the server from now on, once; the
   * approved one lifts a quarantine that a person had decided to keep.
   *
   * @param by who saw it, such as "probe of qwen-code:github"
   */
  Look look(String deploymentId, String server, List<McpSessions.Tool> tools, String by);

  /**
   * The same, to use the tools: a server without a lock is quarantined too, since nobody approved
   * what it shows.
   */
  Look use(String deploymentId, String server, List<McpSessions.Tool> tools, String by);

  /** The approved surface. */
  Optional<Lock> approved(String deploymentId, String server);

  /** All that were ever approved, newest first. */
  List<Lock> history(String deploymentId, String server);

  /** All newest locks of a deployment. */
  List<Lock> all(String deploymentId);

  /** Why a server may not be used; empty: it may. */
  Optional<Change> quarantine(String deploymentId, String server);

  /** All that may not be used. */
  List<Change> quarantined(String deploymentId);

  /** Changes of all deployments about which nobody was asked yet. */
  List<Change> found();

  /** Changes of all deployments whose review is said to be under way. */
  List<Change> asked();

  /** The review is gone without a decision's effect: somebody has to be asked again. */
  void reopen(String deploymentId, String server);

  /** Nobody is asked any more: the deployment has ended. */
  void close(String deploymentId, String server);

  /** Server to the hashes that its bindings showed when they were probed last. */
  Map<String, Set<String>> shown(String deploymentId);

  /**
   * The quarantine, held until the transaction's end: nobody else changes what is decided on.
   *
   * @return empty when there is none
   */
  Optional<Change> held(String deploymentId, String server);

  /** A review begins. False: another one was faster, or there is nothing to review. */
  boolean ask(String deploymentId, String server);

  /** What a person keeps out is to be asked about again. False: nobody keeps it out. */
  boolean reconsider(String deploymentId, String server);

  /** A person approves the change; the lock follows with {@link #write}. */
  void agree(String deploymentId, String server, String by, String because);

  /** A person keeps the server out. */
  void keep(String deploymentId, String server, String by, String reason);

  /** Writes the lock of an agreed change and ends the quarantine; nothing when there is none. */
  void write(String deploymentId, String server);

  /** Writes a lock that was approved otherwise; nothing when it stands already. */
  void approve(String deploymentId, String server, String hash, String by, String because);

  /** The tools of a surface that was seen. */
  List<McpSessions.Tool> surface(String hash);

  /** What was approved of a server of this name last, in any other deployment. */
  Optional<Lock> before(String deploymentId, String server);

  /** What differs between two surfaces that were seen. */
  ToolDiff diff(String before, String now);

  /** Every tool of a surface in full, safe to look at. */
  List<ToolDiff.Part> whole(String hash);

  /** What a change changes. */
  ToolDiff diff(Change change);
}
