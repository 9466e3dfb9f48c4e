package dev.muster.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.plan.Client;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One server of a client's file, in a plan's words. */
final class ImportedEntry {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::?-[^}]*)?}");
  private static final Pattern BARE = Pattern.compile("\\$(?:env:)?([A-Za-z_][A-Za-z0-9_]*)");
  private static final int MILLIS = 1000;
  private static final int MOST_SECONDS = 600;
  private final Client.Kind kind;
  private final String server;
  private final JsonNode entry;
  private final ImportedSecrets secrets;
  private final Set<String> left = new TreeSet<>();
  private final List<String> remarks = new ArrayList<>();

  ImportedEntry(Client.Kind kind, String server, JsonNode entry, ImportedSecrets secrets) {
    this.kind = kind;
    this.server = server;
    this.entry = entry;
    this.secrets = secrets;
    entry.fieldNames().forEachRemaining(left::add);
  }

  /** Null when a plan cannot hold it; the remarks say why. */
  Map<String, Object> read() {
    Map<String, Object> plan = new LinkedHashMap<>();
    boolean known = entry.isObject() && (take("command") != null ? stdio(plan) : http(plan));
    if (!known) {
      remarks.add("is left out: a plan knows commands and streamable HTTP addresses");
      return null;
    }
    tools(plan);
    JsonNode timeout = take("timeout");
    if (timeout != null && timeout.isNumber() && timeout.asLong() > 0) {
      long seconds = (timeout.asLong() + MILLIS - 1) / MILLIS;
      plan.put("timeoutSeconds", (int) Math.min(seconds, MOST_SECONDS));
    }
    plan.put("expect", "unknown");
    left.remove("type");
    if (!left.isEmpty()) {
      remarks.add("keeps to itself what a plan does not know: " + String.join(", ", left));
    }
    return plan;
  }

  List<String> remarks() {
    return remarks;
  }

  private boolean stdio(Map<String, Object> plan) {
    List<String> words = new ArrayList<>();
    JsonNode command = entry.get("command");
    (command.isArray() ? command : List.of(command)).forEach(word -> words.add(text(word, false)));
    list("args").forEach(word -> words.add(text(word, false)));
    if (words.isEmpty() || words.get(0).isBlank()) {
      return false;
    }
    plan.put("command", secrets.whole(server, "command", words.get(0)));
    List<String> args = new ArrayList<>();
    for (int n = 1; n < words.size(); n++) {
      args.add(secrets.arg(server, words.get(n - 1), words.get(n)));
    }
    putUnlessEmpty(plan, "args", args);
    putUnlessEmpty(plan, "env", map("env", (name, value) -> secrets.env(server, name, value)));
    JsonNode cwd = take("cwd");
    if (cwd != null && cwd.isTextual() && cwd.asText().matches("(~|/|\\$\\{).*")) {
      plan.put("cwd", text(cwd, false));
    } else if (cwd != null) {
      remarks.add("has a relative cwd, which is left out");
    }
    return true;
  }

  private boolean http(Map<String, Object> plan) {
    JsonNode plain = take("url");
    JsonNode http = take(kind == Client.Kind.MCPORTER ? "baseUrl" : "httpUrl");
    String type = entry.path("type").asText("");
    boolean older = type.equals("sse") || (kind == Client.Kind.QWEN_CODE && http == null);
    JsonNode url = http == null ? plain : http;
    if (url == null || !url.isTextual() || older) {
      return false;
    }
    plan.put("url", secrets.url(server, text(url, false)));
    putUnlessEmpty(
        plan, "headers", map("headers", (name, value) -> secrets.header(server, name, value)));
    return true;
  }

  private void tools(Map<String, Object> plan) {
    Map<String, Object> tools = new LinkedHashMap<>();
    for (String key : List.of("tools", "includeTools", "allowedTools")) {
      names(tools, "allow", key);
    }
    for (String key : List.of("excludeTools", "blockedTools")) {
      names(tools, "deny", key);
    }
    putUnlessEmpty(plan, "tools", tools);
  }

  private void names(Map<String, Object> tools, String as, String key) {
    List<String> names = new ArrayList<>();
    list(key).forEach(name -> names.add(name.asText()));
    if (!names.isEmpty() && !names.contains("*")) {
      tools.put(as, names);
    }
  }

  private Map<String, Object> map(String key, BiFunction<String, String, String> as) {
    Map<String, Object> all = new LinkedHashMap<>();
    JsonNode map = take(key);
    if (map != null && map.isObject()) {
      map.properties()
          .forEach(
              e -> {
                String value = text(e.getValue(), true);
                if (!e.getKey().matches("[A-Za-z0-9_.-]{1,100}") || value.isBlank()) {
                  remarks.add("has a value in " + key + " that a plan cannot hold; it is left out");
                } else {
                  all.put(e.getKey(), as.apply(e.getKey(), value));
                }
              });
    }
    return all;
  }

  /** References as a plan writes them; a default is lost, and told. */
  private String text(JsonNode node, boolean bare) {
    String given = node.asText();
    String text = REFERENCE.matcher(given).replaceAll(this::reference);
    boolean expands = bare && (kind == Client.Kind.QWEN_CODE || kind == Client.Kind.GEMINI_CLI);
    return expands || text.startsWith("$env:")
        ? BARE.matcher(text).replaceAll(this::reference)
        : text;
  }

  private String reference(java.util.regex.MatchResult found) {
    String name = ImportedSecrets.word(found.group(1));
    boolean changed = !name.equals(found.group(1)) || found.group().contains("-");
    if (changed) {
      remarks.add("refers to " + found.group(1) + ": set " + name + " for the plan");
    }
    return Matcher.quoteReplacement("${" + name + "}");
  }

  private JsonNode take(String key) {
    left.remove(key);
    return entry.get(key);
  }

  private Iterable<JsonNode> list(String key) {
    JsonNode list = take(key);
    return list != null && list.isArray() ? list : List.of();
  }

  private static void putUnlessEmpty(Map<String, Object> plan, String key, Object value) {
    boolean empty = value instanceof List<?> list ? list.isEmpty() : ((Map<?, ?>) value).isEmpty();
    if (!empty) {
      plan.put(key, value);
    }
  }
}
