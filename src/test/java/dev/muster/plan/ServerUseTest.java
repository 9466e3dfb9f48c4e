package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Canary, rules and login of a server, from the file to the record and back. */
class ServerUseTest {
  private static final String STDIO = "    env: {LOG_LEVEL: info}\n";
  private static final String HTTP = "    url: https://mcp.linear.app/mcp\n";
  @TempDir private Path folder;
  private SmallPlan plan;

  @BeforeEach
  void smallPlan() {
    plan = new SmallPlan(folder);
  }

  @Test
  void a_canary_keeps_the_types_of_its_arguments() {
    plan.with(
        STDIO,
        STDIO
            + "    readOnlyTools: [quote]\n"
            + "    canary: {tool: quote, contains: USD, arguments: {symbol: ACME, days: 5, code:"
            + " \"007\", live: true, rate: 0.5, of: [1, a], in: {x: null}}}\n");

    var server = read().mcpServers().get("finance");

    assertThat(server.canary().tool()).isEqualTo("quote");
    assertThat(server.canary().contains()).isEqualTo("USD");
    assertThat(server.canary().arguments())
        .hasToString(
            "{\"symbol\":\"ACME\",\"days\":5,\"code\":\"007\",\"live\":true,\"rate\":0.5,"
                + "\"of\":[1,\"a\"],\"in\":{}}");
  }

  @Test
  void rules_and_login_are_read_and_kept() {
    plan.with(
            STDIO,
            STDIO
                + "    tools: {rules: [{tool: trade, argument: symbol, matches: \"[A-Z]{1,5}\"}]}\n")
        .with("    headers:\n      Authorization: Bearer ${LINEAR_API_KEY}\n", "")
        .with(HTTP, HTTP + "    oauth: {clientId: muster, scopes: [read, write]}\n");

    var read = read();
    var kept = PlanJson.read(PlanJson.write(read));

    assertThat(kept).isEqualTo(read);
    var rule = kept.mcpServers().get("finance").tools().rules().get(0);
    assertThat(rule).isEqualTo(new McpServer.Rule("trade", "symbol", "[A-Z]{1,5}"));
    assertThat(kept.mcpServers().get("linear").oauth())
        .isEqualTo(new McpServer.OAuth("muster", null, java.util.List.of("read", "write")));
  }

  @Test
  void a_plan_without_them_keeps_its_digest() {
    assertThat(PlanJson.write(read())).doesNotContain("canary", "oauth", "rules");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "canary: {tool: quote} | each probe calls it, so it must change nothing",
        "canary: {tool: qoute}\\n    readOnlyTools: [qoute] | did you mean quote?",
        "canary: {tool: quote, arguments: 5}\\n    readOnlyTools: [quote] | must be a map",
        "canary: {tool: quote}\\n    readOnlyTools: [quote]\\n    tools: {deny: [quote]} | let nobody",
        "tools: {rules: [{tool: trade, argument: a, matches: \"(?=x)\"}]} | RE2",
        "tools: {rules: [{tool: trad, argument: a, matches: x}]} | did you mean trade?",
        "tools: {rules: [{tool: trade, matches: x}]} | lacks argument",
        "oauth: {} | a command has no headers and no login",
      })
  void what_cannot_be_is_said(String lines, String problem) {
    plan.with(STDIO, STDIO + "    " + lines.replace("\\n", "\n") + "\n");

    assertThat(plan.problems()).singleElement().asString().contains(problem);
  }

  @Test
  void a_login_is_by_oauth_or_by_header_and_its_secret_is_a_reference() {
    plan.with(HTTP, HTTP + "    oauth: {clientId: a, clientSecret: hunter2}\n");

    assertThat(plan.problems())
        .hasSize(2)
        .anyMatch(p -> p.contains("oauth and an Authorization header"))
        .anyMatch(p -> p.contains("clientSecret holds a secret in clear"))
        .noneMatch(p -> p.contains("hunter2"));
  }

  private Plan read() {
    return PlanReader.read(plan.file()).plan();
  }
}
