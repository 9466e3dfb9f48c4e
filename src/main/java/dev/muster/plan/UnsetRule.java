package dev.muster.plan;

import dev.muster.secret.Secrets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Variables that the plan names and that have no value on this machine. Values are never shown. */
final class UnsetRule implements PlanRule {
  /** Muster gives its places itself, except addresses that an operator has to give. */
  private static final String GIVEN = "MUSTER_(?![A-Z_]*URL$).*";

  private final Secrets secrets;

  UnsetRule(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public void check(Draft draft) {
    var unset = new LinkedHashMap<String, Where>();
    walk("", draft.plan(), unset);
    unset.forEach(
        (name, where) ->
            draft
                .problems()
                .add(
                    where,
                    "${" + name + "} has no value",
                    "it was looked for in the environment, then in " + secrets.file(),
                    "set it in one of them"));
  }

  private void walk(String path, PlanNode node, Map<String, Where> unset) {
    node.entries().forEach((key, value) -> walk(path + "." + key, value, unset));
    node.items().forEach(item -> walk(path, item, unset));
    node.text()
        .filter(text -> !SecretRule.isProse(path))
        .ifPresent(text -> missing(text, node.where(), unset));
  }

  private void missing(String text, Where where, Map<String, Where> unset) {
    secrets.missing(text).stream()
        .filter(name -> !name.matches(GIVEN))
        .forEach(name -> unset.putIfAbsent(name, where));
  }
}
