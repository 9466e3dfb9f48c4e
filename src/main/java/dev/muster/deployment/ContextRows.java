package dev.muster.deployment;

import dev.muster.agent.OfferedTools.Offered;
import dev.muster.deployment.Status.ContextRow;
import dev.muster.mcp.McpSessions;
import dev.muster.model.ToolSpec;
import dev.muster.plan.Plan;
import dev.muster.tokens.Tokens;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The price of each server's tool definitions, and of those that nobody calls. */
final class ContextRows {
  private static final List<String> FIGURES =
      List.of("callsPerMonth", "usdPerMonth", "idleUsdPerMonth");
  private static final Tokens TOKENS = new Tokens();
  private final Plan plan;
  private final Map<String, List<McpSessions.Tool>> locked;
  private final Map<String, MonthlyCalls> calls;
  private final List<Offered> offers;
  private final Predicate<Offered> called;
  private final Predicate<String> ran;

  private ContextRows(Facts facts, Plan plan) {
    this.plan = plan;
    this.locked = facts.locked();
    this.offers = facts.offers();
    this.calls =
        offers.stream()
            .map(Offered::agent)
            .distinct()
            .collect(Collectors.toMap(a -> a, a -> MonthlyCalls.of(facts, plan, a)));
    this.called =
        o ->
            facts.called().stream()
                .anyMatch(c -> c.server().equals(o.server()) && c.tool().equals(o.tool()));
    this.ran =
        agent ->
            facts.runs().stream()
                .anyMatch(r -> r.agent().equals(agent) && r.state().equals("CLOSED"));
  }

  static List<ContextRow> of(Facts facts) {
    return facts.plan().map(plan -> new ContextRows(facts, plan).rows()).orElse(List.of());
  }

  private List<ContextRow> rows() {
    var rows = new TreeMap<String, ContextRow>();
    locked.forEach((server, tools) -> rows.put(server, ofClients(server, tools)));
    offers.stream()
        .collect(Collectors.groupingBy(Offered::server))
        .forEach((server, offered) -> rows.put(server, row(server, offered)));
    return List.copyOf(rows.values());
  }

  /** No agent of Muster's is offered its tools; what clients call, only they know. */
  private static ContextRow ofClients(String server, List<McpSessions.Tool> tools) {
    var tokens =
        tools.stream()
            .map(t -> new ToolSpec(server + "__" + t.name(), t.description(), t.inputSchema()))
            .mapToInt(spec -> TOKENS.count(spec.definition()))
            .sum();
    var why = new TreeMap<String, String>();
    FIGURES.forEach(f -> why.put(f, "only clients use it, and their calls are not seen here"));
    return new ContextRow(
        server, tools.size(), tokens, List.of(), null, null, List.of(), 0, null, null, why);
  }

  private ContextRow row(String server, List<Offered> offered) {
    var idle = offered.stream().filter(called.negate()).toList();
    var agents = offered.stream().map(Offered::agent).distinct().toList();
    var why = new TreeMap<String, String>();
    var monthly = monthly(agents, why);
    return new ContextRow(
        server,
        tools(offered).size(),
        tokens(offered),
        agents,
        monthly,
        why.isEmpty() ? usd(offered) : null,
        List.copyOf(tools(idle).keySet()),
        tokens(idle),
        why.isEmpty() ? usd(idle) : null,
        // What a run did not call yet it may call before it ends.
        agents.stream().allMatch(ran)
            ? Trim.of(plan, server, agents, tools(offered).keySet(), tools(idle).keySet())
            : null,
        why);
  }

  private Integer monthly(List<String> agents, Map<String, String> why) {
    for (var agent : agents) {
      var missing = calls.get(agent).missing();
      if (missing != null) {
        List.of("callsPerMonth", "usdPerMonth", "idleUsdPerMonth")
            .forEach(f -> why.put(f, missing));
        return null;
      }
    }
    return agents.stream().mapToInt(a -> calls.get(a).calls().intValue()).sum();
  }

  /** Each agent pays for the tools that it is offered. */
  private BigDecimal usd(List<Offered> offered) {
    return Rounded.usd(
        offered.stream()
            .map(o -> calls.get(o.agent()).usd(o.tokens()))
            .reduce(BigDecimal.ZERO, BigDecimal::add));
  }

  /** Agents are offered parts of the same tools: each counts once. */
  private static Map<String, Integer> tools(List<Offered> offered) {
    return offered.stream()
        .collect(Collectors.toMap(Offered::tool, Offered::tokens, Math::max, TreeMap::new));
  }

  private static int tokens(List<Offered> offered) {
    return tools(offered).values().stream().mapToInt(Integer::intValue).sum();
  }
}
