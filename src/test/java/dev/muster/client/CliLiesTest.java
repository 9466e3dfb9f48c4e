package dev.muster.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.client.CliSessions.Ended;
import dev.muster.client.CliSessions.Login;
import dev.muster.client.CliSessions.Session;
import dev.muster.client.CliSessions.State;
import dev.muster.ledger.Usage;
import dev.muster.plan.Client;
import dev.muster.plan.Client.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Outputs that say less, or better, than what happened. Those of Qwen Code 0.24.4, Gemini CLI
 * 0.61.0 and Copilot CLI 1.0.102 are as they wrote them before a model of ours, cut to what counts.
 */
class CliLiesTest {
  private static final String REFUSED =
      "budget d-1/workflow-test/tester/r-1 has 0.0100 USD left, and the next call may cost 0.5";

  @TempDir Path folder;

  /** A call that is refused leaves counts of 0, which are no usage. */
  @Test
  void qwen_codes_refused_call_is_told_whole_and_its_zeros_are_none() throws IOException {
    var ended =
        ended(
            Kind.QWEN_CODE,
            1,
            """
            {"type":"system","subtype":"init","mcp_servers":[],"model":"m"}
            {"type":"assistant","parent_tool_use_id":null,"message":{"role":"assistant","model":"m","content":[{"type":"text","text":"[API Error: 402 %1$s]"}],"usage":{"input_tokens":0,"output_tokens":0}}}
            {"type":"result","subtype":"error_during_execution","is_error":true,"num_turns":1,"usage":{"input_tokens":0,"output_tokens":0,"cache_read_input_tokens":0},"permission_denials":[],"error":{"message":"[API Error: 402 %1$s]"}}
            """
                .formatted(REFUSED));
    assertThat(ended.state()).isEqualTo(State.BROKEN);
    assertThat(ended.reason()).contains(REFUSED);
    assertThat(ended.usage()).isNull();
  }

  @Test
  void gemini_clis_refused_call_is_told_whole_and_its_zeros_are_none() throws IOException {
    var ended =
        ended(
            Kind.GEMINI_CLI,
            146,
            """
            {"type":"init","session_id":"s","model":"gemini-x"}
            {"type":"message","role":"user","content":"Your task: say done"}
            {"type":"result","status":"error","error":{"type":"unknown","message":"[API Error: {\\"error\\":{\\"code\\":402,\\"message\\":\\"%s\\",\\"status\\":\\"FAILED_PRECONDITION\\"}}]"},"stats":{"total_tokens":0,"input_tokens":0,"output_tokens":0,"cached":0,"input":0,"duration_ms":0,"tool_calls":0,"models":{"gemini-x":{}}}}
            """
                .formatted(REFUSED));
    assertThat(ended.state()).isEqualTo(State.BROKEN);
    assertThat(ended.reason()).contains(REFUSED);
    assertThat(ended.usage()).isNull();
  }

  /** Told to end by somebody else than Muster, it gives 0 and a result that says 0. */
  @Test
  void copilot_cli_that_was_interrupted_is_not_done_whatever_it_says() throws IOException {
    var ended =
        ended(
            Kind.COPILOT_CLI,
            0,
            """
            {"type":"user.message","data":{"content":"Your task: say done"}}
            {"type":"assistant.turn_start","data":{"turnId":"0"}}
            {"type":"model.call_start","data":{"turnId":"0","model":"m"},"ephemeral":true}
            {"type":"agent.interrupted","data":{"activity":"model_call","turn":0},"ephemeral":true}
            {"type":"abort","data":{"reason":"user_initiated"}}
            {"type":"model.call_finished","data":{"turnId":"0","outcome":"cancelled"},"ephemeral":true}
            {"type":"assistant.turn_end","data":{"turnId":"0"}}
            {"type":"assistant.idle","data":{"aborted":true},"ephemeral":true}
            {"type":"result","sessionId":"s","exitCode":0,"usage":{"premiumRequests":0,"totalApiDurationMs":0}}
            """);
    assertThat(ended.state()).isEqualTo(State.BROKEN);
    assertThat(ended.reason()).contains("it was interrupted: user_initiated");
    assertThat(ended.usage()).isNull();
  }

  /** The same gives 0 and no result: another try may do better, so it is not unreadable. */
  @Test
  void gemini_cli_that_was_interrupted_is_broken_off() throws IOException {
    var ended =
        ended(
            Kind.GEMINI_CLI,
            0,
            """
            {"type":"init","session_id":"s","model":"gemini-x"}
            {"type":"message","role":"user","content":"Your task: say done"}
            """);
    assertThat(ended.state()).isEqualTo(State.BROKEN);
    assertThat(ended.reason()).contains("its last word is missing", "Your task: say done");
  }

  /** After its own source: it stops, tells a warning or an error, and then says success. */
  @Test
  void gemini_cli_that_gave_up_is_not_done_whatever_it_says() throws IOException {
    var events =
        """
        {"type":"init","session_id":"s","model":"gemini-x"}
        {"type":"message","role":"assistant","content":"Again.","delta":true}
        {"type":"error","severity":"%s","message":"%s"}
        {"type":"result","status":"success","stats":{"total_tokens":9,"input_tokens":7,"output_tokens":2,"cached":0}}
        """;
    var loop = "Loop detected, stopping execution";
    assertThat(ended(Kind.GEMINI_CLI, 0, events.formatted("warning", loop)).state())
        .isEqualTo(State.BROKEN);
    assertThat(ended(Kind.GEMINI_CLI, 0, events.formatted("error", "Blocked")).reason())
        .contains("Blocked");
    var turns = "Maximum session turns exceeded";
    assertThat(ended(Kind.GEMINI_CLI, 0, events.formatted("error", turns)).state())
        .isEqualTo(State.TURNS);
    assertThat(ended(Kind.GEMINI_CLI, 0, events.formatted("warning", "Slow")).state())
        .isEqualTo(State.DONE);
  }

  @Test
  void an_error_behind_white_space_is_one() throws IOException {
    var ended = ended(Kind.QWEN_CODE, 0, result("\\n [API Error: 500]", "1", "1"));
    assertThat(ended.state()).isEqualTo(State.BROKEN);
  }

  @ParameterizedTest
  @EnumSource(names = "MCPORTER", mode = Mode.EXCLUDE)
  void nothing_at_all_is_unreadable_and_says_so(Kind kind) throws IOException {
    for (var nothing : List.of("", "\n\n", "\0\0")) {
      var ended = ended(kind, 0, nothing);
      assertThat(ended.state()).isEqualTo(State.UNREADABLE);
      assertThat(ended.usage()).isNull();
    }
    assertThat(ended(kind, 0, "").reason()).endsWith("It wrote nothing");
    assertThat(ended(kind, 1, "").state()).isEqualTo(State.BROKEN);
  }

  /** Cut off anywhere, its last line is no success. */
  @Test
  void a_result_that_is_cut_off_is_none() throws IOException {
    var whole = result("Done.", "7", "2").strip();
    for (int length = 0; length < whole.length(); length++) {
      var ended = ended(Kind.QWEN_CODE, 0, whole.substring(0, length));
      assertThat(ended.state()).as(whole.substring(0, length)).isEqualTo(State.UNREADABLE);
      assertThat(ended.usage()).isNull();
    }
    assertThat(ended(Kind.QWEN_CODE, 0, whole).state()).isEqualTo(State.DONE);
  }

  /** It is done, and what it cost is unknown: a gate will say so. */
  @Test
  void counts_that_are_missing_or_no_counts_are_unknown_and_never_zero() throws IOException {
    for (var counts : List.of("0 0", "null 5", "\"7\" 2", "-7 2", "7.5 2", "{} []")) {
      var part = counts.split(" ");
      var ended = ended(Kind.QWEN_CODE, 0, result("Done.", part[0], part[1]));
      assertThat(ended.state()).as(counts).isEqualTo(State.DONE);
      assertThat(ended.usage()).as(counts).isNull();
      assertThat(ended(Kind.CLAUDE_CODE, 0, result("Done.", part[0], part[1])).usage()).isNull();
    }
    assertThat(ended(Kind.QWEN_CODE, 0, result("Done.", "7", "2")).usage())
        .isEqualTo(new Usage(7, 0, 0, 2, 0));
  }

  @Test
  void closing_words_without_end_are_kept_by_their_end() throws IOException {
    var delta = "{\"type\":\"message\",\"role\":\"assistant\",\"content\":\"abcdefgh\"}\n";
    var ended =
        ended(
            Kind.GEMINI_CLI,
            0,
            delta.repeat(100_000)
                + "{\"type\":\"result\",\"status\":\"success\",\"stats\":{\"total_tokens\":9,\"input_tokens\":7,\"output_tokens\":2}}");
    assertThat(ended.state()).isEqualTo(State.DONE);
    assertThat(Said.bounded(ended.text()))
        .startsWith("[537856 characters left out]\n")
        .endsWith("efgh");
  }

  private static String result(String text, String input, String output) {
    return "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,\"result\":\"%s\",\"usage\":{\"input_tokens\":%s,\"output_tokens\":%s}}\n"
        .formatted(text, input, output);
  }

  private Ended ended(Kind kind, int exitCode, String text) throws IOException {
    try (var room = Room.in(folder.resolve("rooms"), folder.resolve("cache"), "r-1.1")) {
      var output = new Cli.Output(exitCode, text, "");
      return Verdict.of(Cli.of(kind).read(room, session(kind), output), output, false, false);
    }
  }

  private static Session session(Kind kind) {
    return new Session(
        "r-1.1",
        new Client("cli", kind, "~", List.of(), false, false, null, "cli"),
        "1.0.0",
        "m-1",
        new Login(null, "key", false),
        "You are it.",
        "Your task: do it",
        List.of(),
        9,
        Duration.ofSeconds(30));
  }
}
