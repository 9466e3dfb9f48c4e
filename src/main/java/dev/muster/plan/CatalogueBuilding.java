package dev.muster.plan;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

/** Turns the checked catalogue parts of a plan into records. */
final class CatalogueBuilding {
  private static final int SERVER_SECONDS = 30;
  private static final int COMMAND_SECONDS = 30;
  private static final int OUTPUT_BYTES = 65_536;

  private CatalogueBuilding() {}

  /** A map in the plan's order. */
  static <T> Map<String, T> map(PlanNode node, BiFunction<String, PlanNode, T> build) {
    var built = new LinkedHashMap<String, T>();
    node.entries().forEach((name, value) -> built.put(name, build.apply(name, value)));
    return Collections.unmodifiableMap(built);
  }

  static String text(PlanNode node, String key) {
    return node.at(key).text().orElse(null);
  }

  static int whole(PlanNode node, String key, int otherwise) {
    return node.at(key).whole().map(Math::toIntExact).orElse(otherwise);
  }

  static BigDecimal decimal(PlanNode node, String key) {
    return node.at(key).decimal().orElse(null);
  }

  static boolean flag(PlanNode node, String key) {
    return node.at(key).text().filter("true"::equals).isPresent();
  }

  static Map<String, String> texts(PlanNode node) {
    return map(node, (name, value) -> value.text().orElse(""));
  }

  private static <E extends Enum<E>> E word(PlanNode node, Class<E> type) {
    var text = node.text().orElse("");
    return Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  static Model model(String name, PlanNode node) {
    return new Model(
        name,
        text(node, "provider"),
        text(node, "family"),
        node.at("protocol").there() ? word(node.at("protocol"), Model.Protocol.class) : null,
        text(node, "id"),
        node.at("answersAs").texts(),
        text(node, "baseUrl"),
        text(node, "apiKey"),
        word(node.at("billing"), Model.Billing.class),
        text(node, "price"),
        whole(node, "maxInputTokens", 0),
        whole(node, "maxOutputTokens", 0),
        whole(node, "strength", 0),
        flag(node, "example"),
        text(node, "label"),
        node.at("stream").text().map(Boolean::valueOf).orElse(null),
        temperature(node),
        limits(node.at("limits")),
        node.at("retires").text().map(LocalDate::parse).orElse(null),
        some(node, "thinkingTokens"),
        cli(node));
  }

  private static Model.Cli cli(PlanNode node) {
    return node.at("cli").there()
        ? new Model.Cli(
            text(node, "cli"),
            word(node.at("via"), Model.Via.class),
            text(node, "upstream"),
            text(node, "version"))
        : null;
  }

  private static ModelLimits limits(PlanNode node) {
    return node.there()
        ? new ModelLimits(some(node, "concurrency"), some(node, "rpm"), some(node, "tpm"))
        : null;
  }

  private static Integer some(PlanNode node, String key) {
    return node.at(key).whole().map(Math::toIntExact).orElse(null);
  }

  static Double temperature(PlanNode node) {
    return node.at("temperature").decimal().map(BigDecimal::doubleValue).orElse(null);
  }

  static McpServer server(String name, PlanNode node) {
    var expect = node.at("expect");
    var count = expect.at("count").whole().map(Math::toIntExact).orElse(null);
    return new McpServer(
        name,
        text(node, "command"),
        node.at("args").texts(),
        texts(node.at("env")),
        text(node, "url"),
        texts(node.at("headers")),
        new McpServer.Expectation(count, expect.at("names").texts()),
        node.at("idempotentTools").texts(),
        node.at("readOnlyTools").texts(),
        text(node, "authHint"),
        flag(node, "standIn"),
        whole(node, "timeoutSeconds", SERVER_SECONDS),
        text(node, "cwd"),
        tools(node.at("tools")),
        node.at("timeoutSeconds").whole().map(Math::toIntExact).orElse(null),
        canary(node.at("canary")),
        oauth(node.at("oauth")));
  }

  private static McpServer.Tools tools(PlanNode node) {
    return node.there()
        ? new McpServer.Tools(
            node.at("allow").texts(), node.at("deny").texts(), rules(node.at("rules")))
        : null;
  }

  private static List<McpServer.Rule> rules(PlanNode rules) {
    return rules.items().stream()
        .map(r -> new McpServer.Rule(text(r, "tool"), text(r, "argument"), text(r, "matches")))
        .toList();
  }

  private static McpServer.Canary canary(PlanNode node) {
    return node.there()
        ? new McpServer.Canary(
            text(node, "tool"), CallArguments.of(node.at("arguments")), text(node, "contains"))
        : null;
  }

  private static McpServer.OAuth oauth(PlanNode node) {
    return node.there()
        ? new McpServer.OAuth(
            text(node, "clientId"), text(node, "clientSecret"), node.at("scopes").texts())
        : null;
  }

  static Toolbelt toolbelt(PlanNode node) {
    Map<String, List<String>> commands = map(node.at("commands"), (name, words) -> words.texts());
    return new Toolbelt(
        commands,
        whole(node, "commandSeconds", COMMAND_SECONDS),
        whole(node, "outputBytes", OUTPUT_BYTES),
        node.at("webAllow").texts(),
        texts(node.at("apis")));
  }

  static Client client(String name, PlanNode node) {
    return new Client(
        name,
        word(node.at("kind"), Client.Kind.class),
        node.at("home").text().orElse("~"),
        node.at("servers").texts(),
        flag(node, "agentDefinitions"),
        flag(node, "resolveSecrets"),
        text(node, "project"),
        text(node, "command"));
  }
}
