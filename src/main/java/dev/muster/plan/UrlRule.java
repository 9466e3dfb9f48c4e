package dev.muster.plan;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Addresses are http or https URLs with a host; references may stand in them. */
final class UrlRule implements PlanRule {
  static final String REFERENCE = "\\$\\{[A-Z][A-Z0-9_]*\\}";

  @Override
  public void check(Draft draft) {
    draft.models().forEach((n, m) -> url(draft, m.at("baseUrl"), "models." + n + ".baseUrl"));
    draft.servers().forEach((n, s) -> url(draft, s.at("url"), "mcpServers." + n + ".url"));
    var toolbelt = draft.plan().at("toolbelt");
    toolbelt.at("webAllow").items().forEach(u -> url(draft, u, "toolbelt.webAllow"));
    toolbelt.at("apis").entries().forEach((n, u) -> url(draft, u, "toolbelt.apis." + n));
    url(draft, draft.plan().at("notify").at("webhook"), "notify.webhook");
    draft.agents().forEach((n, a) -> watch(draft, a.at("watch"), "agents." + n + ".watch"));
  }

  private static void watch(Draft draft, PlanNode watch, String path) {
    if (watch.text().filter(text -> text.contains("://")).isPresent()) {
      url(draft, watch, path);
    }
  }

  private static void url(Draft draft, PlanNode node, String path) {
    node.text()
        .filter(text -> !isUrl(text))
        .ifPresent(
            text ->
                draft
                    .problems()
                    .add(
                        node.where(),
                        path + " is no URL",
                        "it must be http or https with a host, without user and password",
                        "write it as https://host/path or ${NAME}/path"));
  }

  /** Whether the text is a URL once its references have values. */
  static boolean isUrl(String text) {
    var filled =
        text.replaceFirst("^" + REFERENCE + "(?=/|\\?|$)", "http://reference")
            .replaceAll(REFERENCE, "1");
    try {
      var uri = new URI(filled);
      var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      return (scheme.equals("http") || scheme.equals("https"))
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getPort() <= 65_535;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
