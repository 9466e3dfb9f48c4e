package dev.muster.plan;

import dev.muster.secret.Secrets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Variables that the plan names and that have no value on this machine. Values are never shown. */
final class UnsetRule implements PlanRule {
  /** Places that Muster gives itself. */
  private static final Set<String> GIVEN = Set.of("MUSTER_DATA", "MUSTER_PLAN_DIR", "MUSTER_CHECK");

  /** A place that an operator gives: what tools and clients' files refer to is in no file. */
  private static final String ADDRESS = "MUSTER_[A-Z_]*URL";

  /** References in it are the shell's, but for places. */
  private static final String CHECK = "\\.tasks\\..*\\.checks\\..*\\.command";

  private final Secrets secrets;

  UnsetRule(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public void check(Draft draft) {
    var unset = new LinkedHashMap<String, Where>();
    walk("", draft.plan(), unset);
    unset.forEach((name, where) -> tell(draft, name, where));
  }

  private void tell(Draft draft, String name, Where where) {
    boolean address = name.matches(ADDRESS);
    draft
        .problems()
        .add(
            where,
            "${" + name + "} has no value",
            "it was looked for in the environment, then in " + secrets.file(),
            address ? "set it in the environment of ./muster serve" : "set it in one of them");
  }

  private void walk(String path, PlanNode node, Map<String, Where> unset) {
    node.entries().forEach((key, value) -> walk(path + "." + key, value, unset));
    node.items().forEach(item -> walk(path, item, unset));
    node.text()
        .filter(text -> !SecretRule.isProse(path))
        .ifPresent(text -> missing(text, node.where(), path.matches(CHECK), unset));
  }

  private void missing(String text, Where where, boolean check, Map<String, Where> unset) {
    secrets.missing(text).stream()
        .filter(name -> !GIVEN.contains(name) && (!check || name.startsWith("MUSTER_")))
        .forEach(name -> unset.putIfAbsent(name, where));
  }
}
