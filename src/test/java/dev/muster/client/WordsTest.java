package dev.muster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.plan.Client.Kind;
import dev.muster.plan.McpServer;
import dev.muster.plan.McpServer.Tools;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a plan can say of a server, in each client's own words. */
class WordsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "QWEN_CODE|{'command':'node','args':[],'cwd':'/srv','timeout':45000,"
            + "'includeTools':['read','list']}",
        "GEMINI_CLI|{'command':'node','args':[],'cwd':'/srv','timeout':45000,"
            + "'includeTools':['read','list']}",
        "COPILOT_CLI|{'tools':['read','list'],'type':'local','command':'node','args':[],"
            + "'cwd':'/srv','timeout':45000}",
        "MCPORTER|{'command':'node','args':[],'cwd':'/srv','allowedTools':['read','list']}",
      })
  void allowed_tools_timeout_and_folder(Kind kind, String expected) {
    McpServer server = server("/srv", new Tools(List.of("read", "list", "drop"), List.of("drop")));
    assertThat(entry(kind, server)).isEqualTo(expected.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "QWEN_CODE|{'command':'node','args':[],'timeout':45000,'excludeTools':['drop']}",
        "GEMINI_CLI|{'command':'node','args':[],'timeout':45000,'excludeTools':['drop']}",
        "COPILOT_CLI|{'tools':['read','list'],'type':'local','command':'node','args':[],"
            + "'timeout':45000}",
        "MCPORTER|{'command':'node','args':[],'blockedTools':['drop']}",
      })
  void denied_tools(Kind kind, String expected) {
    McpServer server = server(null, new Tools(List.of(), List.of("drop")));
    assertThat(entry(kind, server)).isEqualTo(expected.replace('\'', '"'));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void a_client_keeps_its_own_limit_unless_the_plan_names_one(Kind kind) {
    assertThat(entry(kind, ClientFixture.stdio("x"))).doesNotContain("timeout");
  }

  @Test
  void claude_code_has_a_timeout_and_no_folder() {
    assertThat(entry(Kind.CLAUDE_CODE, server(null, null)))
        .isEqualTo("{\"type\":\"stdio\",\"command\":\"node\",\"args\":[],\"timeout\":45000}");
    assertThatThrownBy(() -> entry(Kind.CLAUDE_CODE, server("/srv", null)))
        .isInstanceOf(Unreadable.class)
        .hasMessageContaining("remove cwd");
  }

  @Test
  void copilot_cannot_be_told_what_it_may_not_use_when_nobody_knows_the_rest() {
    McpServer known = server(null, new Tools(List.of(), List.of("read", "list", "drop")));
    assertThatThrownBy(() -> entry(Kind.COPILOT_CLI, known))
        .isInstanceOf(Unreadable.class)
        .hasMessageContaining("tools.allow");
  }

  private static String entry(Kind kind, McpServer server) {
    return Format.of(kind).entry(server, v -> v, v -> v).toString();
  }

  private static McpServer server(String cwd, Tools tools) {
    return ClientFixture.limited(cwd, tools, 45);
  }
}
