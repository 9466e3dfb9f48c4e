package dev.muster.deployment;

import dev.muster.agent.AgentRegistry;
import dev.muster.agent.AgentRegistry.Registered;
import dev.muster.evidence.Evidence;
import dev.muster.journal.Journal;
import dev.muster.journal.Journal.TakenBack;
import java.util.LinkedHashMap;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Undoes a scope: registry, files, evidence. It needs no engine, so that a command can do it too.
 */
@Component
public class TakingBack {
  private final AgentRegistry registry;
  private final Journal journal;
  private final Evidence evidence;

  TakingBack(AgentRegistry registry, Journal journal, Evidence evidence) {
    this.registry = registry;
    this.journal = journal;
    this.evidence = evidence;
  }

  /**
   * Blocks on files.
   *
   * @param scope deployment, deployment/phase or deployment/phase/agent
   * @param by the person who wants it; null: a diagram does
   */
  public List<TakenBack> of(String scope, String by) {
    var parts = scope.split("/");
    // The registry first: who provisions reads it before it opens the scope again.
    for (var agent : registry.of(parts[0])) {
      if (belongs(agent, parts)) {
        registry.set(
            parts[0],
            agent.agent(),
            AgentRegistry.Status.TAKEN_BACK,
            "scope " + scope + " taken back");
      }
    }
    var undone = journal.takeBack(scope);
    var told = new LinkedHashMap<String, Object>();
    told.put("files", undone);
    if (by != null) {
      told.put("by", by);
    }
    evidence.append(parts[0], "taken-back", scope, told);
    return undone;
  }

  /** Whether an agent was rolled out below this scope: deployment, deployment/wave or its own. */
  private static boolean belongs(Registered agent, String[] scope) {
    var rolledOut =
        switch (agent.status()) {
          case PROVISIONING, CANARY, ACTIVE -> true;
          default -> false;
        };
    var inPhase = scope.length < 2 || scope[1].equals(agent.phase());
    return rolledOut && inPhase && (scope.length < 3 || scope[2].equals(agent.agent()));
  }
}
