package dev.muster.deployment;

import dev.muster.deployment.Status.BindingRow;
import dev.muster.mcp.Probe.BindingState;
import dev.muster.mcp.Probe.Rung;
import dev.muster.mcp.Probe.State;
import dev.muster.plan.Binding;
import dev.muster.plan.McpServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every binding of the plan, probed or not. */
final class BindingRows {
  private BindingRows() {}

  static List<BindingRow> of(Facts facts) {
    Map<Binding, Optional<BindingState>> rows = new LinkedHashMap<>();
    facts.plan().ifPresent(p -> p.bindings().forEach(b -> rows.put(b, Optional.empty())));
    facts.bindings().forEach(s -> rows.put(s.binding(), Optional.of(s)));
    return rows.entrySet().stream()
        .map(e -> row(e.getKey(), server(facts, e.getKey()), e.getValue()))
        .toList();
  }

  private static Optional<McpServer> server(Facts facts, Binding binding) {
    return facts.plan().map(p -> p.mcpServers().get(binding.server()));
  }

  private static BindingRow row(
      Binding binding, Optional<McpServer> server, Optional<BindingState> state) {
    return new BindingRow(
        binding.id(),
        binding.client(),
        binding.server(),
        state.map(BindingState::state).orElse(State.PENDING).name(),
        state.map(BindingState::tools).map(List::size).orElse(null),
        server.map(McpServer::expect).map(BindingRows::expected).orElse("not known"),
        state.map(BindingState::missingTools).orElse(List.of()),
        state.map(BindingState::extraTools).orElse(List.of()),
        state.isPresent() ? state.get().reason() : "not probed yet",
        server.map(McpServer::standIn).orElse(false),
        state.map(BindingRows::seconds).orElse(null));
  }

  private static String expected(McpServer.Expectation expect) {
    if (expect.isUnknown()) {
      return "at least 1";
    }
    var count = expect.count() == null ? expect.names().size() : expect.count();
    return count + (expect.names().isEmpty() ? "" : ", by name");
  }

  /** A skipped binding climbed no rung, so there is nothing to add up. */
  private static Double seconds(BindingState state) {
    return state.rungs().isEmpty()
        ? null
        : Rounded.seconds(
            state.rungs().stream().map(Rung::took).reduce(Duration.ZERO, Duration::plus));
  }
}
