package dev.muster.agent;

import dev.muster.ledger.ToolCalls;
import dev.muster.mcp.McpFailure;
import dev.muster.mcp.McpSessions;
import dev.muster.mcp.NewSession;
import dev.muster.model.Message;
import dev.muster.model.ToolCall;
import dev.muster.model.ToolResult;
import dev.muster.plan.Agent;
import dev.muster.plan.McpServer;
import dev.muster.plan.Plan;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;

/** Calls the tools of one answer, in order: each is recorded before it is sent. */
@Component
class ToolTurns {
  private static final String UNKNOWN = "outcome unknown, check the state";

  private final ToolCalls calls;
  private final McpSessions sessions;
  private final ShownTools tools;
  private final ToolSpans spans;

  ToolTurns(ToolCalls calls, McpSessions sessions, ShownTools tools, ToolSpans spans) {
    this.spans = spans;
    this.calls = calls;
    this.sessions = sessions;
    this.tools = tools;
  }

  /**
   * The calls of one answer.
   *
   * @param said the answer that asks for them
   * @param allowed what a person said of the risky ones; empty: nobody asked
   * @param stopped whether the calls were cancelled, or Muster is stopping
   */
  record Asked(
      Run run,
      int step,
      Message.Assistant said,
      Optional<Boolean> allowed,
      BooleanSupplier stopped) {}

  List<ToolResult> call(Asked asked, Plan plan) {
    var agent = plan.agents().get(asked.run().agent());
    return asked.said().toolCalls().stream().map(c -> one(asked, plan, agent, c)).toList();
  }

  private ToolResult one(Asked asked, Plan plan, Agent agent, ToolCall call) {
    if (!AgentTools.allowed(plan, agent, call.name())) {
      return refused(call, "tool " + call.name() + " is not allowed for this agent");
    }
    var unmade = Endings.unmade(asked.said(), call);
    if (unmade.isPresent()) {
      return refused(call, unmade.get());
    }
    if (AgentTools.risky(plan, agent, call.name()) && !asked.allowed().orElse(false)) {
      return refused(call, "a person refused " + call.name());
    }
    known(asked, call);
    var named = AgentTools.Named.of(call.name());
    var server = tools.server(asked.run().id(), plan, named.server());
    var opening =
        calls.open(
            asked.run().deploymentId(),
            asked.run().id(),
            asked.step(),
            call.id(),
            named.server(),
            named.tool(),
            call.arguments().toString(),
            mayResend(server, named.tool()));
    if (opening instanceof ToolCalls.Opening.Stored stored) {
      return new ToolResult(call.id(), call.name(), stored.result(), stored.error());
    }
    return opening instanceof ToolCalls.Opening.Unknown
        ? answered(asked, call, UNKNOWN, true)
        : spans.around(asked, call, () -> send(asked, plan, call, server, named.tool()));
  }

  private static boolean mayResend(McpServer server, String tool) {
    return server.idempotentTools().contains(tool) || server.readOnlyTools().contains(tool);
  }

  /** A quarantine counts only here: an answer that is stored stays what it was. */
  private ToolResult send(Asked asked, Plan plan, ToolCall call, McpServer server, String tool) {
    try {
      var refusal = tools.refusal(asked.run(), plan, server.name(), tool);
      if (refusal.isPresent()) {
        return answered(asked, call, refusal.get(), true);
      }
      var called = sent(asked, plan, call, server, tool);
      if (called.error()) {
        known(asked, call);
      }
      return answered(asked, call, called.text(), called.error());
    } catch (McpFailure | NewSession e) {
      known(asked, call);
      return answered(asked, call, "tool failed: " + e.getMessage(), true);
    }
  }

  /** Another server may answer in a new session: it is read and compared first, once. */
  private McpSessions.Called sent(
      Asked asked, Plan plan, ToolCall call, McpServer server, String tool) {
    var use = ShownTools.use(asked.run(), server.name());
    try {
      return sessions.call(use, server, tool, call.arguments());
    } catch (NewSession unseen) {
      sessions.tools(use, server);
      var refusal = tools.refusal(asked.run(), plan, server.name(), tool);
      return refusal.isPresent()
          ? new McpSessions.Called(refusal.get(), true)
          : sessions.call(use, server, tool, call.arguments());
    }
  }

  /** What fails while it is told to stop may have happened: no outcome is stored for it. */
  private static void known(Asked asked, ToolCall call) {
    if (asked.stopped().getAsBoolean()) {
      throw new CancellationException(call.name() + " was stopped, its outcome is unknown");
    }
  }

  private ToolResult answered(Asked asked, ToolCall call, String text, boolean error) {
    calls.answered(asked.run().id(), asked.step(), call.id(), text, error);
    return new ToolResult(call.id(), call.name(), text, error);
  }

  private static ToolResult refused(ToolCall call, String why) {
    return new ToolResult(call.id(), call.name(), why, true);
  }
}
