package dev.muster.agent;

import java.util.List;
import java.util.Optional;

/** The agents of a deployment and their state. */
public interface AgentRegistry {

  /** Life of an agent in a deployment. */
  enum Status {
    PLANNED,
    PROVISIONING,
    CANARY,
    ACTIVE,
    TAKEN_BACK,
    SKIPPED,
    ADOPTED,
    TEST
  }

  /** One row. */
  record Registered(
      String deploymentId,
      String agent,
      String title,
      Status status,
      String phase,
      int round,
      String reason,
      java.time.Instant startedAt,
      java.time.Instant endedAt) {}

  /** Registers every agent of the plan when a deployment starts; idempotent. */
  void register(String deploymentId);

  List<Registered> of(String deploymentId);

  Optional<Registered> find(String deploymentId, String agent);

  /** Moves an agent on. */
  void set(String deploymentId, String agent, Status status, String reason);

  /** What an adopted agent's watch reports now, or "not reported". */
  String watched(String deploymentId, String agent);
}
