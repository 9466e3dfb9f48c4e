package dev.muster.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.client.CliSessions.Ended;
import dev.muster.client.CliSessions.Login;
import dev.muster.client.CliSessions.Session;
import dev.muster.client.CliSessions.State;
import dev.muster.ledger.Usage;
import dev.muster.plan.Client;
import dev.muster.plan.Client.Kind;
import dev.muster.plan.McpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each CLI's output means: the events are as the real ones wrote them, cut to what counts. */
class CliOutputTest {
  private static final String QWEN_TURNS =
      """
      {"type":"system","subtype":"init","mcp_servers":[{"name":"file-box","status":"connected"}],"model":"m-1"}
      {"type":"stream_event","event":{"type":"goal_state"}}
      {"type":"assistant","parent_tool_use_id":null,"message":{"role":"assistant","model":"m-1","content":[{"type":"tool_use","id":"call_1","name":"mcp__file-box__write_it","input":{"path":"a"}}],"usage":{"input_tokens":100}}}
      {"type":"user","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","is_error":false,"content":"written"}]}}
      """;
  private static final String QWEN_END =
      """
      {"type":"result","subtype":"success","is_error":false,"num_turns":2,"result":"Done.","usage":{"input_tokens":200,"output_tokens":14,"cache_read_input_tokens":80,"total_tokens":214},"permission_denials":[]}
      """;
  private static final String GEMINI =
      """
      {"type":"init","session_id":"s","model":"gemini-x"}
      {"type":"message","role":"user","content":"Do it"}
      {"type":"message","role":"assistant","content":"First I look.","delta":true}
      {"type":"tool_use","tool_name":"mcp_file-box_write_it","tool_id":"t1","parameters":{"path":"a"}}
      {"type":"tool_result","tool_id":"t1","status":"success","output":"written"}
      {"type":"message","role":"assistant","content":"Do","delta":true}
      {"type":"message","role":"assistant","content":"ne.","delta":true}
      {"type":"result","status":"success","stats":{"total_tokens":220,"input_tokens":200,"output_tokens":14,"cached":80,"input":120,"tool_calls":1,"models":{"gemini-x":{}}}}
      """;
  private static final String COPILOT =
      """
      {"type":"session.mcp_servers_loaded","data":{"servers":[{"name":"browser-use","status":"disabled"},{"name":"file-box","status":"connected"}]}}
      {"type":"assistant.turn_start","data":{"turnId":"0"}}
      {"type":"assistant.message","data":{"model":"m-1","content":"","toolRequests":[{"toolCallId":"call_1"}]}}
      {"type":"tool.execution_start","data":{"toolCallId":"call_1","toolName":"file-box-write_it","arguments":{"path":"a"},"mcpServerName":"file-box","mcpToolName":"write_it"}}
      {"type":"tool.execution_complete","data":{"toolCallId":"call_1","success":true,"result":{"content":"written"}}}
      {"type":"assistant.turn_start","data":{"turnId":"1"}}
      {"type":"assistant.message","data":{"model":"m-1","content":"Done.","toolRequests":[]}}
      {"type":"result","exitCode":0,"usage":{"premiumRequests":0}}
      """;
  private static final String COPILOT_USAGE =
      """
      {"totalNanoAiu":1500000000,"modelMetrics":{"m-1":{"requests":{"count":2},"usage":{"inputTokens":200,"outputTokens":20,"cacheReadTokens":80,"cacheWriteTokens":0,"reasoningTokens":6}}}}
      """;

  @TempDir Path folder;

  @Test
  void qwen_code_is_done_when_every_sign_says_so() throws IOException {
    var ended = ended(Kind.QWEN_CODE, 0, QWEN_TURNS + QWEN_END, "Ripgrep not available");
    done(ended, "m-1");
    assertThat(ended.usage()).isEqualTo(new Usage(120, 80, 0, 14, 0));
  }

  @Test
  void gemini_cli_tells_what_it_thought_only_in_its_total() throws IOException {
    var ended = ended(Kind.GEMINI_CLI, 0, GEMINI, "Warning: 256-color support not detected.");
    done(ended, "gemini-x");
    assertThat(ended.usage()).isEqualTo(new Usage(120, 80, 0, 14, 6));
  }

  @Test
  void copilot_cli_counts_tokens_in_its_usage_file_and_money_in_credits() throws IOException {
    var ended = ended(Kind.COPILOT_CLI, 0, COPILOT, "", "usage.json", COPILOT_USAGE);
    done(ended, "m-1");
    var usd = new BigDecimal("0.0150000000");
    assertThat(ended.usage()).isEqualTo(new Usage(120, 80, 0, 14, 6, 0, usd));
  }

  /** Providers name calls alike again and again. */
  @Test
  void a_call_under_the_id_of_one_that_was_answered_is_another_call() throws IOException {
    var more =
        """
        {"type":"assistant","message":{"model":"m-1","content":[{"type":"tool_use","id":"call_1","name":"mcp__file-box__write_it","input":{"path":"b"}}]}}
        {"type":"assistant","message":{"model":"m-1","content":[{"type":"tool_use","id":"call_1","name":"mcp__file-box__write_it","input":{"path":"b"}}]}}
        {"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"call_1","is_error":true,"content":"full"}]}}
        {"type":"assistant","message":{"model":"m-1","content":[{"type":"tool_use","id":"call_1","name":"list_directory","input":{}}]}}
        {"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"call_1","is_error":false,"content":"its own affair"}]}}
        {"type":"assistant","message":{"model":"m-1","content":[{"type":"tool_use","id":"call_1","name":"mcp__file-box__write_it","input":{"path":"c"}}]}}
        """;
    var ended = ended(Kind.QWEN_CODE, 0, QWEN_TURNS + more + QWEN_END, "");
    assertThat(ended.calls())
        .extracting(c -> c.id() + " " + c.arguments() + " " + c.result())
        .containsExactly(
            "call_1 {\"path\":\"a\"} written",
            "call_1#2 {\"path\":\"b\"} full",
            "call_1#3 {\"path\":\"c\"} null");
  }

  /** Our own fixture, after its documentation. */
  @Test
  void claude_code_counts_its_caches_apart_and_tells_its_cost() throws IOException {
    var result =
        """
        {"type":"result","subtype":"success","is_error":false,"num_turns":2,"result":"Done.","total_cost_usd":0.0421,"usage":{"input_tokens":120,"output_tokens":14,"cache_read_input_tokens":80,"cache_creation_input_tokens":50,"cache_creation":{"ephemeral_1h_input_tokens":20}},"permission_denials":[]}
        """;
    var ended = ended(Kind.CLAUDE_CODE, 0, QWEN_TURNS + result, "");
    done(ended, "m-1");
    assertThat(ended.usage())
        .isEqualTo(new Usage(120, 80, 30, 14, 0, 20, new BigDecimal("0.0421")));
  }

  @Test
  void claude_codes_cache_writes_may_be_told_split_without_their_sum() throws IOException {
    var result =
        """
        {"type":"result","subtype":"success","is_error":false,"result":"Done.","usage":{"input_tokens":120,"output_tokens":14,%s"cache_creation":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":30}}}
        """;
    assertThat(ended(Kind.CLAUDE_CODE, 0, QWEN_TURNS + result.formatted(""), "").usage())
        .isEqualTo(new Usage(120, 0, 100, 14, 0, 30, null));
    var less = result.formatted("\"cache_creation_input_tokens\":90,");
    assertThat(ended(Kind.CLAUDE_CODE, 0, QWEN_TURNS + less, "").usage()).isNull();
  }

  /** The last one named may be the cheap one that wrote a title. */
  @Test
  void every_model_that_answered_is_told() throws IOException {
    var dear = "{\"dear-opus\":{\"usage\":{\"inputTokens\":900,\"outputTokens\":20}},";
    var copilot = COPILOT_USAGE.replace("{\"m-1\"", dear + "\"m-1\"");
    assertThat(ended(Kind.COPILOT_CLI, 0, COPILOT, "", "usage.json", copilot).answeredAs())
        .containsExactlyInAnyOrder("m-1", "dear-opus");
    var gemini = GEMINI.replace("{\"gemini-x\":{}}", "{\"gemini-pro\":{},\"gemini-x\":{}}");
    assertThat(ended(Kind.GEMINI_CLI, 0, gemini, "").answeredAs())
        .containsExactly("gemini-pro", "gemini-x");
    var claude =
        QWEN_END.replace("\"usage\"", "\"modelUsage\":{\"haiku\":{},\"m-1\":{}},\"usage\"");
    assertThat(ended(Kind.CLAUDE_CODE, 0, QWEN_TURNS + claude, "").answeredAs())
        .containsExactly("m-1", "haiku");
    var note = "{\"model\":\"titles\",\"inputTokens\":1,\"outputTokens\":1}\n";
    var file = ".qwen/usage/token-usage-2026-11.jsonl";
    var qwen = ended(Kind.QWEN_CODE, 0, QWEN_TURNS + QWEN_END, "", file, note);
    assertThat(qwen.answeredAs()).containsExactly("m-1", "titles");
    assertThat(qwen.usage()).as("of its result").isEqualTo(new Usage(120, 80, 0, 14, 0));
  }

  @Test
  void copilot_cli_tells_what_it_wrote_to_a_cache() throws IOException {
    var wrote = COPILOT_USAGE.replace("\"cacheWriteTokens\":0", "\"cacheWriteTokens\":50");
    var ended = ended(Kind.COPILOT_CLI, 0, COPILOT, "", "usage.json", wrote);
    assertThat(ended.usage())
        .isEqualTo(new Usage(70, 80, 50, 14, 6, 0, new BigDecimal("0.0150000000")));
    var more = COPILOT_USAGE.replace("\"cacheWriteTokens\":0", "\"cacheWriteTokens\":500");
    assertThat(ended(Kind.COPILOT_CLI, 0, COPILOT, "", "usage.json", more).usage()).isNull();
  }

  private static void done(Ended ended, String model) {
    assertThat(ended.state()).as(ended.reason()).isEqualTo(State.DONE);
    assertThat(ended.reason()).isNull();
    assertThat(ended.text()).isEqualTo("Done.");
    assertThat(ended.answeredAs()).containsExactly(model);
    assertThat(ended.turns()).isEqualTo(2);
    assertThat(ended.calls())
        .extracting(c -> c.server() + " " + c.tool() + " " + c.arguments() + " " + c.result())
        .containsExactly("file-box write_it {\"path\":\"a\"} written");
  }

  @Test
  void turns_that_are_used_up_are_told_by_exit_code_or_by_the_result() throws IOException {
    assertThat(ended(Kind.QWEN_CODE, 53, QWEN_TURNS, "").state()).isEqualTo(State.TURNS);
    assertThat(ended(Kind.GEMINI_CLI, 53, "", "{\"error\":{\"code\":53}}").state())
        .isEqualTo(State.TURNS);
    var result = "{\"type\":\"result\",\"subtype\":\"error_max_turns\",\"is_error\":true}";
    assertThat(ended(Kind.CLAUDE_CODE, 1, result, "").state()).isEqualTo(State.TURNS);
  }

  @Test
  void a_success_that_holds_an_error_of_the_model_is_none() throws IOException {
    var lied = QWEN_END.replace("Done.", "[API Error: 401 wrong key]");
    var ended = ended(Kind.QWEN_CODE, 0, QWEN_TURNS + lied, "");
    assertThat(ended.state()).isEqualTo(State.BROKEN);
    assertThat(ended.reason()).contains("[API Error: 401 wrong key]");
  }

  @Test
  void a_refused_tool_or_a_server_that_is_away_is_no_success() throws IOException {
    var denied =
        QWEN_END.replace(
            "\"permission_denials\":[]",
            "\"permission_denials\":[{\"tool_name\":\"mcp__file-box__write_it\"}]");
    assertThat(ended(Kind.QWEN_CODE, 0, QWEN_TURNS + denied, "").reason())
        .contains("it was not allowed to call mcp__file-box__write_it");
    var away = QWEN_TURNS.replace("connected", "disconnected");
    assertThat(ended(Kind.QWEN_CODE, 0, away + QWEN_END, "").reason())
        .contains("its server file-box is disconnected");
    var unreached = "MCP issues detected. Run /mcp list for status.\n";
    assertThat(ended(Kind.GEMINI_CLI, 0, GEMINI, unreached).state()).isEqualTo(State.BROKEN);
    assertThat(ended(Kind.GEMINI_CLI, 0, GEMINI, unreached).reason())
        .contains("it had trouble with a server: MCP issues detected");
    var refused =
        COPILOT.replace("\"success\":true", "\"success\":false,\"error\":{\"code\":\"denied\"}");
    assertThat(ended(Kind.COPILOT_CLI, 0, refused, "").state()).isEqualTo(State.BROKEN);
    var lost =
        COPILOT.replace("\"file-box\",\"status\":\"connected", "\"file-box\",\"status\":\"failed");
    assertThat(ended(Kind.COPILOT_CLI, 0, lost, "").reason()).contains("file-box is failed");
  }

  /** One that connects again in mid-session, and what a CLI tells while it closes them. */
  @Test
  void a_server_of_copilots_may_be_away_for_a_moment() throws IOException {
    var changed =
        "{\"type\":\"session.mcp_server_status_changed\",\"data\":{\"serverName\":\"file-box\","
            + "\"status\":\"%s\"}}\n";
    var begins = "{\"type\":\"assistant.turn_start\",\"data\":{\"turnId\":\"1\"}}\n";
    var away = begins + changed.formatted("pending");
    var back =
        COPILOT.replace(begins, away + changed.formatted("connected"))
            + changed.formatted("failed");
    done(ended(Kind.COPILOT_CLI, 0, back, "", "usage.json", COPILOT_USAGE), "m-1");
    var gone = COPILOT.replace(begins, away);
    assertThat(ended(Kind.COPILOT_CLI, 0, gone, "").reason()).contains("file-box is pending");
  }

  /** On a busy machine a server is pending in the list, and there before the model is asked. */
  @Test
  void a_server_of_copilots_counts_as_it_stands_when_the_model_is_asked() throws IOException {
    var slow =
        COPILOT.replace("\"file-box\",\"status\":\"connected", "\"file-box\",\"status\":\"pending");
    var there =
        "{\"type\":\"session.mcp_server_status_changed\",\"data\":{\"serverName\":\"file-box\","
            + "\"status\":\"connected\"}}\n";
    var begins = "{\"type\":\"assistant.turn_start\",\"data\":{\"turnId\":\"0\"}}\n";
    var inTime = slow.replace(begins, there + begins);
    done(ended(Kind.COPILOT_CLI, 0, inTime, "", "usage.json", COPILOT_USAGE), "m-1");
    var late = slow.replace(begins, begins + there);
    assertThat(ended(Kind.COPILOT_CLI, 0, late, "").reason()).contains("file-box is pending");
    var lost = COPILOT.replace(begins, begins + there.replace("connected", "failed"));
    assertThat(ended(Kind.COPILOT_CLI, 0, lost, "").reason()).contains("file-box is failed");
  }

  @Test
  void an_exit_code_that_is_not_zero_is_no_success_whatever_was_said() throws IOException {
    var ended = ended(Kind.QWEN_CODE, 130, QWEN_TURNS + QWEN_END, "FatalCancellationError");
    assertThat(ended.state()).isEqualTo(State.BROKEN);
    assertThat(ended.reason()).contains("exit code 130", "FatalCancellationError");
  }

  @Test
  void unknown_output_is_an_error_with_its_end_and_never_zero_tokens() throws IOException {
    for (var kind : Kind.values()) {
      if (kind != Kind.MCPORTER) {
        var ended = ended(kind, 0, "Welcome to version 9!\n{\"kind\":\"end\"}", "");
        assertThat(ended.state()).as(kind.word()).isEqualTo(State.UNREADABLE);
        assertThat(ended.reason()).contains("Welcome to version 9!");
        assertThat(ended.usage()).isNull();
      }
    }
  }

  /** Of a session that was ended half way, Qwen Code's own notes tell what it had used. */
  @Test
  void qwen_codes_notes_count_when_there_is_no_result() throws IOException {
    var note =
        "{\"model\":\"m-1\",\"inputTokens\":100,\"outputTokens\":7,\"cachedTokens\":40}\n"
            .repeat(2);
    var ended =
        ended(Kind.QWEN_CODE, 53, QWEN_TURNS, "", ".qwen/usage/token-usage-2026-11.jsonl", note);
    assertThat(ended.usage()).isEqualTo(new Usage(120, 80, 0, 14, 0));
  }

  @Test
  void qwen_codes_notes_count_when_its_result_leaves_calls_out_and_only_whole() throws IOException {
    var file = ".qwen/usage/token-usage-2026-11.jsonl";
    var notes =
        "{\"model\":\"m-1\",\"inputTokens\":200,\"outputTokens\":14,\"cachedTokens\":80}\n"
            + "{\"model\":\"m-1\",\"inputTokens\":50,\"outputTokens\":3,\"cachedTokens\":0}\n";
    var hidden = ended(Kind.QWEN_CODE, 0, QWEN_TURNS + QWEN_END, "", file, notes);
    assertThat(hidden.usage()).as("with its hidden calls").isEqualTo(new Usage(170, 80, 0, 17, 0));

    var unknown = notes + "{\"model\":\"m-1\",\"inputTokens\":50}\n";
    assertThat(ended(Kind.QWEN_CODE, 53, QWEN_TURNS, "", file, unknown).usage())
        .as("a call without its output")
        .isNull();
  }

  @Test
  void figures_that_contradict_each_other_are_none() throws IOException {
    var cached = GEMINI.replace("\"cached\":80", "\"cached\":201");
    assertThat(ended(Kind.GEMINI_CLI, 0, cached, "").usage()).isNull();
    var total = GEMINI.replace("\"total_tokens\":220", "\"total_tokens\":213");
    assertThat(ended(Kind.GEMINI_CLI, 0, total, "").usage()).isNull();
    assertThat(ended(Kind.GEMINI_CLI, 0, GEMINI, "").usage().reasoning()).isEqualTo(6);
  }

  private Ended ended(Kind kind, int exitCode, String text, String errors, String... files)
      throws IOException {
    try (var room = Room.in(folder.resolve("rooms"), folder.resolve("cache"), "r-1.1")) {
      for (int i = 0; i < files.length; i += 2) {
        room.write(files[i], files[i + 1]);
      }
      var output = new Cli.Output(exitCode, text, errors);
      return Verdict.of(Cli.of(kind).read(room, session(kind), output), output, false, false);
    }
  }

  private static Session session(Kind kind) {
    var server =
        new McpServer(
                "file-box",
                null,
                List.of(),
                Map.of(),
                "http://127.0.0.1:1/mcp",
                Map.of(),
                null,
                List.of(),
                List.of(),
                null,
                false,
                30)
            .limitedTo(List.of("write_it"));
    return new Session(
        "r-1.1",
        new Client("cli", kind, "~", List.of(), false, false, null, "cli"),
        "1.0.0",
        "m-1",
        new Login(null, "key", false),
        "You are it.",
        "Your task: do it",
        List.of(server),
        9,
        Duration.ofSeconds(30));
  }
}
