package dev.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.muster.ledger.ToolCalls;
import dev.muster.mcp.McpSessions;
import dev.muster.mcp.McpSessions.Tool;
import dev.muster.mcp.NewSession;
import dev.muster.mcp.ToolLocks;
import dev.muster.model.ChatAnswer;
import dev.muster.model.Message;
import dev.muster.model.ToolCall;
import dev.muster.model.ToolResult;
import dev.muster.plan.Plan;
import dev.muster.plan.TestPlans;
import dev.muster.telemetry.Spans;
import dev.muster.toolbelt.ToolbeltServers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose session is replaced between the look at its tools and the call. */
class ToolTurnsTest {
  private static final Run RUN =
      new Run(
          "r-1",
          "d-1",
          "wave-1",
          1,
          "builder",
          "build",
          "mix",
          "w-1",
          "opus",
          "OPEN",
          null,
          null,
          1,
          0,
          Instant.EPOCH,
          null,
          0);
  private final ToolCalls calls = mock(ToolCalls.class);
  private final McpSessions sessions = mock(McpSessions.class);
  private final ToolLocks locks = mock(ToolLocks.class);
  private final ToolTurns turns =
      new ToolTurns(
          calls,
          sessions,
          new ShownTools(sessions, mock(ToolbeltServers.class), locks),
          new ToolSpans(Spans.UNTOLD, Clock.systemUTC()));
  private Plan plan;

  @BeforeEach
  void plan(@TempDir Path folder) {
    plan =
        TestPlans.read(
                TestPlans.file(
                    folder,
                    "mcp: [filesystem, sessions]",
                    "mcp: [filesystem, finance]",
                    "allow: [filesystem__*], risky: [filesystem__edit_file]",
                    "allow: [filesystem__*, finance__*], risky: [finance__fail]"))
            .plan();
    when(calls.open(any(), any(), anyInt(), any(), any(), any(), any(), anyBoolean()))
        .thenReturn(new ToolCalls.Opening.Send());
    when(locks.quarantine("d-1", "finance")).thenReturn(Optional.empty());
    when(locks.use(eq("d-1"), eq("finance"), eq(tools("approved")), any()))
        .thenReturn(new ToolLocks.Look("a", true, null));
    when(locks.use(eq("d-1"), eq("finance"), eq(tools("other")), any()))
        .thenReturn(new ToolLocks.Look("b", true, mock(ToolLocks.Change.class)));
  }

  @Test
  void the_same_tools_are_compared_and_called_once_more() {
    when(sessions.tools(any(McpSessions.Use.class), any())).thenReturn(tools("approved"));
    when(sessions.call(any(McpSessions.Use.class), any(), any(), any()))
        .thenThrow(new NewSession("finance"))
        .thenReturn(new McpSessions.Called("bought", false));
    assertThat(call()).isEqualTo(new ToolResult("c", "finance__trade", "bought", false));
    verify(sessions, times(2)).call(any(McpSessions.Use.class), any(), eq("trade"), any());
  }

  @Test
  void other_tools_are_not_called() {
    when(sessions.tools(any(McpSessions.Use.class), any()))
        .thenReturn(tools("approved"), tools("other"));
    when(sessions.call(any(McpSessions.Use.class), any(), any(), any()))
        .thenThrow(new NewSession("finance"));
    var result = call();
    assertThat(result.error()).isTrue();
    assertThat(result.content()).startsWith("finance is quarantined");
    verify(sessions, times(1)).call(any(McpSessions.Use.class), any(), any(), any());
    verify(calls, never()).answered(any(), anyInt(), any(), any(), eq(false));
  }

  @Test
  void one_that_is_replaced_again_and_again_is_a_failed_call() {
    when(sessions.tools(any(McpSessions.Use.class), any())).thenReturn(tools("approved"));
    when(sessions.call(any(McpSessions.Use.class), any(), any(), any()))
        .thenThrow(new NewSession("finance"));
    assertThat(call().content()).startsWith("tool failed: finance has a new session");
    verify(sessions, times(2)).call(any(McpSessions.Use.class), any(), any(), any());
  }

  @Test
  void arguments_that_are_no_object_are_told_to_the_model_and_nothing_is_called() {
    var half = new ToolCall("c", "finance__trade", TextNode.valueOf("{\"amount\": 5, \"dry"));

    var result = call(new Message.Assistant("", List.of(half))).get(0);

    assertThat(result.error()).isTrue();
    assertThat(result.content())
        .isEqualTo(
            "finance__trade was not called, since its arguments are no JSON object: {\"amount\":"
                + " 5, \"dry");
    verifyNoInteractions(sessions, calls);
  }

  @Test
  void the_call_in_which_an_answer_was_cut_off_is_not_made() {
    when(sessions.tools(any(McpSessions.Use.class), any())).thenReturn(tools("approved"));
    when(sessions.call(any(McpSessions.Use.class), any(), any(), any()))
        .thenReturn(new McpSessions.Called("traded", false));
    var first = new ToolCall("c1", "finance__trade", JsonNodeFactory.instance.objectNode());
    var last = new ToolCall("c2", "finance__trade", JsonNodeFactory.instance.objectNode());

    var results =
        call(new Message.Assistant("", List.of(first, last), null, ChatAnswer.Stop.LENGTH));

    assertThat(results.get(0).content()).isEqualTo("traded");
    assertThat(results.get(1).content()).contains("was not called, since your answer was cut off");
    verify(sessions, times(1)).call(any(McpSessions.Use.class), any(), any(), any());
  }

  private ToolResult call() {
    var call = new ToolCall("c", "finance__trade", JsonNodeFactory.instance.objectNode());
    return call(new Message.Assistant("", List.of(call))).get(0);
  }

  private List<ToolResult> call(Message.Assistant said) {
    return turns.call(new ToolTurns.Asked(RUN, 1, said, Optional.empty(), () -> false), plan);
  }

  private static List<Tool> tools(String description) {
    return List.of(new Tool("trade", description, JsonNodeFactory.instance.objectNode()));
  }
}
