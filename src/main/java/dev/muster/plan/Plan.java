package dev.muster.plan;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What an operator wants deployed. Every map keeps the order of the file; every text file that the
 * plan reaches (prompts, templates, checks, cassettes) is held by {@link FrozenPlan}, by path
 * relative to the plan file's folder.
 *
 * @param swarmLimits share of all tokens in per cent that a family may take, such as claude: 20
 */
public record Plan(
    String name,
    Map<String, Model> models,
    Map<String, Price> prices,
    Map<String, McpServer> mcpServers,
    Toolbelt toolbelt,
    Map<String, Client> clients,
    Map<String, Agent> agents,
    Map<String, Task> tasks,
    Routing routing,
    List<Wave> waves,
    Map<String, Gate> gates,
    Mix baseline,
    Budget budget,
    Map<String, Integer> swarmLimits,
    Notify notification,
    Operation operation) {

  /** Exactly the (client, server) pairs that the plan lists, in order. */
  public List<Binding> bindings() {
    return clients.values().stream()
        .flatMap(c -> c.servers().stream().map(s -> new Binding(c.name(), s)))
        .toList();
  }

  /**
   * Models that some call of this plan may ask: agents', the baseline, steps', judges', others'. An
   * agent CLI asks its upstream; what it asks at its vendor is no call of Muster's.
   */
  public Set<String> modelsInUse() {
    var asked = modelsServing();
    asked.removeIf(name -> models.containsKey(name) && models.get(name).cli() != null);
    return asked;
  }

  /** The same, and the models of agent CLIs that ask their vendors. */
  public Set<String> modelsServing() {
    var used = new LinkedHashSet<String>();
    agents.values().stream()
        .filter(agent -> !agent.isAdopted())
        .forEach(agent -> used.addAll(agent.mix().shares().keySet()));
    used.addAll(baseline.shares().keySet());
    tasks.values().stream()
        .flatMap(task -> task.steps().stream())
        .map(Task.Step::model)
        .filter(Objects::nonNull)
        .forEach(used::add);
    used.addAll(routing.judges());
    used.addAll(routing.withFallbacks(used));
    List.copyOf(used).forEach(m -> upstreamForCli(used, models.get(m)));
    return used;
  }

  private static void upstreamForCli(Set<String> used, Model model) {
    if (model != null && model.cli() != null && model.cli().upstream() != null) {
      used.remove(model.name());
      used.add(model.cli().upstream());
    }
  }

  /** The agents that belong to a wave: neither the test agent nor adopted ones. */
  public List<Agent> waveAgents() {
    return waves.stream().flatMap(w -> w.agents().stream()).map(agents::get).toList();
  }

  /** The agent with {@code purpose: test}. */
  public Optional<Agent> testAgent() {
    return agents.values().stream().filter(Agent::isTest).findFirst();
  }
}
