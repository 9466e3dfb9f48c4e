package dev.muster.plan;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/** How a server is used: its canary, the rules of its tools, its login. */
final class ServerUseRule {
  private ServerUseRule() {}

  static void check(Draft draft, String path, PlanNode server) {
    var canary = server.at("canary").at("tool");
    canary.text().ifPresent(tool -> canary(draft, path, server, canary, tool));
    for (var rule : server.at("tools").at("rules").items()) {
      rule.at("tool").text().ifPresent(tool -> usable(draft, path, server, rule.at("tool"), tool));
      rule.at("matches").text().ifPresent(p -> pattern(draft, path, rule.at("matches"), p));
    }
    login(draft, path, server);
  }

  private static void canary(Draft draft, String path, PlanNode server, PlanNode at, String tool) {
    if (!server.at("readOnlyTools").texts().contains(tool)) {
      note(
          draft,
          at,
          path + ".canary calls " + Problems.quote(tool),
          "each probe calls it, so it must change nothing",
          "take one of readOnlyTools, or add it there when it changes nothing");
    }
    usable(draft, path, server, at, tool);
  }

  private static void usable(Draft draft, String path, PlanNode server, PlanNode at, String tool) {
    var allowed = server.at("tools").at("allow").texts();
    var denied = server.at("tools").at("deny").texts();
    var names = server.at("expect").at("names").texts();
    if (denied.contains(tool) || !(allowed.isEmpty() || allowed.contains(tool))) {
      note(
          draft,
          at,
          path + " names tool " + Problems.quote(tool),
          "its tools.allow and tools.deny let nobody use it",
          "allow it or take another one");
    } else if (!names.isEmpty() && !names.contains(tool)) {
      note(
          draft,
          at,
          path + " names tool " + Problems.quote(tool),
          "it is not among expect.names",
          Nearest.mend(tool, names));
    }
  }

  private static void pattern(Draft draft, String path, PlanNode at, String pattern) {
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      note(
          draft,
          at,
          path + ".tools.rules: matches is no regular expression of RE2: " + e.getDescription(),
          "rules are matched in bounded time, so look-around and back references are not known",
          "write it without them");
    }
  }

  private static void login(Draft draft, String path, PlanNode server) {
    var secret = server.at("oauth").at("clientSecret");
    if (secret.text().filter(text -> !text.matches(UrlRule.REFERENCE)).isPresent()) {
      note(
          draft,
          secret,
          path + ".oauth.clientSecret holds a secret in clear",
          "plans are kept, shown and shared",
          "write ${NAME} and set NAME in the environment or in secrets.env");
    }
    boolean header =
        server.at("headers").entries().keySet().stream()
            .anyMatch("authorization"::equalsIgnoreCase);
    if (header && server.at("oauth").there()) {
      note(
          draft,
          server.at("oauth"),
          path + " has oauth and an Authorization header",
          "each would send a token of its own",
          "keep one of them");
    }
  }

  private static void note(Draft draft, PlanNode at, String what, String why, String mend) {
    draft.problems().add(at.where(), what, why, mend);
  }
}
