package dev.muster.plan;

import java.util.Map;
import java.util.regex.Pattern;

/** No secret stands in a plan in clear. What looks like one is never quoted in the problem. */
final class SecretRule implements PlanRule {
  private static final Pattern BAD_REFERENCE = Pattern.compile("\\$\\{(?![A-Z][A-Z0-9_]*\\})");

  @Override
  public void check(Draft draft) {
    walk(draft, "", draft.plan());
    draft.models().forEach((name, model) -> apiKey(draft, name, model.at("apiKey")));
    for (var server : draft.servers().entrySet()) {
      var path = "mcpServers." + server.getKey();
      named(draft, path + ".headers", server.getValue().at("headers").entries());
      named(draft, path + ".env", server.getValue().at("env").entries());
      args(draft, path + ".args", server.getValue().at("args"));
    }
  }

  private static void apiKey(Draft draft, String name, PlanNode key) {
    if (key.text().filter(text -> !text.matches(UrlRule.REFERENCE)).isPresent()) {
      inClear(draft, key, "models." + name + ".apiKey");
    }
  }

  private static void named(Draft draft, String path, Map<String, PlanNode> values) {
    for (var value : values.entrySet()) {
      var rest = value.getValue().text().orElse("").replaceAll(UrlRule.REFERENCE, "").strip();
      var name = value.getKey();
      var bare = rest.replaceAll("(?i)^(bearer|basic|token)\\b", "").strip();
      if ((SecretWords.isName(name) && !bare.isEmpty()) || SecretWords.looksRandom(rest)) {
        inClear(draft, value.getValue(), path + "." + name);
      }
    }
  }

  /** {@code --access-token VALUE} and {@code --access-token=VALUE}. */
  private static void args(Draft draft, String path, PlanNode args) {
    var before = "";
    for (var arg : args.items()) {
      var text = arg.text().orElse("");
      boolean flag = text.startsWith("-");
      var value = !flag ? text : text.contains("=") ? text.substring(text.indexOf('=') + 1) : "";
      var name = flag ? text.replaceFirst("=.*", "") : before;
      if (name.startsWith("-")
          && SecretWords.isName(name)
          && !value.replaceAll(UrlRule.REFERENCE, "").isEmpty()) {
        inClear(draft, arg, path);
      }
      before = text.contains("=") ? "" : text;
    }
  }

  private static void walk(Draft draft, String path, PlanNode node) {
    node.entries().forEach((key, value) -> walk(draft, path + "." + key, value));
    node.items().forEach(item -> walk(draft, path, item));
    node.text().ifPresent(text -> scalar(draft, path.replaceFirst("^\\.", ""), node, text));
  }

  private static void scalar(Draft draft, String path, PlanNode node, String text) {
    if (SecretWords.holdsToken(text)) {
      inClear(draft, node, path);
    }
    if (!isProse(path) && BAD_REFERENCE.matcher(text).find()) {
      draft
          .problems()
          .add(
              node.where(),
              path + " holds a reference that is none",
              "references are ${NAME} in capitals, digits and underscores",
              "write it as ${NAME}");
    }
  }

  /** What models read: nothing in it is resolved. */
  static boolean isProse(String path) {
    return path.endsWith("prompt") || path.endsWith("rubric");
  }

  private static void inClear(Draft draft, PlanNode node, String path) {
    draft
        .problems()
        .add(
            node.where(),
            path + " holds a secret in clear",
            "plans are kept, shown and shared",
            "write ${NAME} and set NAME in the environment or in secrets.env");
  }
}
