package dev.muster.mcp;

import static dev.muster.mcp.McpFixture.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.plan.McpServer;
import dev.muster.plan.McpServer.Rule;
import dev.muster.plan.McpServer.Tools;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules of the plan, at the place that every call passes. */
class CallRulesTest {
  private final ObjectMapper json = new ObjectMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"path\":\"src/a.txt\"} | ",
        "{\"path\":[\"src/a\",\"src/b\"]} | ",
        "{\"path\":\"src/a\",\"other\":\"/etc\"} | ",
        "{} | it is missing",
        "null | it is missing",
        "[\"src/a\"] | it is missing",
        "{\"Path\":\"src/a\"} | it is missing",
        "{\"path\":null} | it is null",
        "{\"path\":\"/etc/passwd\"} | it does not",
        "{\"path\":\"x src/a\"} | it does not",
        "{\"path\":\"src/a\\n/etc/passwd\"} | it does not",
        "{\"path\":7} | it does not",
        "{\"path\":true} | it does not",
        "{\"path\":[\"src/a\",\"/etc\"]} | an element does not",
        "{\"path\":[]} | empty",
        "{\"path\":[[\"src/a\"]]} | an element is a list",
        "{\"path\":{\"to\":\"src/a\"}} | it is an object",
        "{\"path\":[{\"to\":\"src/a\"}]} | an element is an object"
      })
  void an_argument_must_be_there_and_match_as_a_whole(String arguments, String why)
      throws Exception {
    var refusal = refusal("src/.+", json.readTree(arguments));
    if (why == null) {
      assertThat(refusal).isNull();
    } else {
      assertThat(refusal).contains("refused: the plan's rule for read", "path", "src/.+", why);
    }
  }

  @Test
  void numbers_match_by_their_digits() throws Exception {
    assertThat(refusal("[0-9]{1,2}", json.readTree("{\"path\":42}"))).isNull();
    assertThat(refusal("[0-9]{1,2}", json.readTree("{\"path\":420}"))).isNotNull();
  }

  @Test
  void all_rules_of_a_tool_hold_and_those_of_others_do_not() throws Exception {
    var server =
        with(
            new Tools(
                List.of(),
                List.of(),
                List.of(
                    new Rule("read", "path", "src/.*"),
                    new Rule("read", "path", ".*[.]md"),
                    new Rule("write", "path", "never"))));
    assertThat(CallRules.refusal(server, "read", json.readTree("{\"path\":\"src/a.md\"}")))
        .isEmpty();
    assertThat(CallRules.refusal(server, "read", json.readTree("{\"path\":\"src/a.c\"}")))
        .isPresent();
    assertThat(CallRules.refusal(server, "list", json.readTree("{}"))).isEmpty();
  }

  @Test
  void an_expression_that_would_take_forever_elsewhere_takes_a_moment() {
    long start = System.nanoTime();
    assertThat(refusal("(a+)+b", json.createObjectNode().put("path", "a".repeat(100_000))))
        .contains("it does not");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(refusal("(?=a)a", json.createObjectNode().put("path", "a")))
        .contains("cannot be read");
    assertThat(refusal(".*", json.createObjectNode().put("path", "a".repeat(2 << 20))))
        .contains("longer than");
  }

  @Test
  void what_is_denied_or_breaks_a_rule_is_never_sent() throws Exception {
    try (McpFixture room = new McpFixture()) {
      var rules = List.of(new Rule("echo", "message", "[a-z]+"));
      var server = with(new Tools(List.of(), List.of("fail"), rules));
      var denied = room.call("r-1", server, "fail", message("x"));
      assertThat(denied.error()).isTrue();
      assertThat(denied.text()).isEqualTo("refused: the plan does not let fail of fixture be used");
      assertThat(room.call("r-1", server, "echo", message("lists")).text()).isEqualTo("1");
      var refused = room.call("r-1", server, "echo", message("GROW"));
      assertThat(refused.error()).isTrue();
      assertThat(refused.text()).contains("rule for echo", "message", "[a-z]+");
      assertThat(room.call("r-1", server, "echo", message("asked")).text()).isEqualTo("1");
    }
  }

  private static String refusal(String pattern, JsonNode arguments) {
    var tools = new Tools(List.of(), List.of(), List.of(new Rule("read", "path", pattern)));
    return CallRules.refusal(with(tools), "read", arguments).orElse(null);
  }

  private static McpServer with(Tools tools) {
    return McpFixture.limited(McpFixture.node("shared"), tools, null);
  }
}
