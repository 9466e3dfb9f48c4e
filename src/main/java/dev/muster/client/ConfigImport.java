package dev.muster.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.plan.Client;
import dev.muster.plan.Toolbelt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** {@code muster import}: what clients hold already, as a part of a plan. Changes nothing. */
public final class ConfigImport {
  private final ImportedSecrets secrets = new ImportedSecrets();
  private final Map<String, Object> servers = new LinkedHashMap<>();
  private final Map<String, Object> clients = new LinkedHashMap<>();
  private final List<String> remarks = new ArrayList<>();
  private boolean complete = true;

  private ConfigImport() {}

  /**
   * A file of a client.
   *
   * @param project folder of the project that it belongs to, null: it is the user's
   */
  public record Source(Client.Kind kind, Path file, Path project) {

    /** The file of the user with this home. */
    public static Source user(Client.Kind kind, Path home) {
      return new Source(kind, home.resolve(Format.of(kind).file()), null);
    }

    /** The file of a project. */
    public static Source project(Client.Kind kind, Path folder) {
      return new Source(kind, folder.resolve(Format.of(kind).projectFile()), folder);
    }

    private String client() {
      String name = kind.word();
      return project == null ? name : name + "-project";
    }
  }

  /**
   * What was read.
   *
   * @param yaml mcpServers and clients of a plan
   * @param names of the secrets that stood in clear; their values are nowhere in here
   * @param remarks what a person should know, without values
   * @param complete whether every file could be read
   */
  public record Fragment(String yaml, Set<String> names, List<String> remarks, boolean complete) {}

  /** Reads the files in this order. */
  public static Fragment of(List<Source> sources) {
    ConfigImport read = new ConfigImport();
    sources.forEach(read::file);
    Map<String, Object> plan = new LinkedHashMap<>();
    plan.put("mcpServers", read.servers);
    plan.put("clients", read.clients);
    DumperOptions block = new DumperOptions();
    block.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    block.setSplitLines(false);
    return new Fragment(
        new Yaml(block).dump(plan), read.secrets.names(), List.copyOf(read.remarks), read.complete);
  }

  private void file(Source source) {
    try {
      Dialect dialect = Format.of(source.kind()).dialect();
      JsonNode all = JsonText.read(JsonText.bytes(source.file()), dialect).at(McpFile.SERVERS);
      List<String> bound = new ArrayList<>();
      all.properties().forEach(e -> server(source, e.getKey(), e.getValue(), bound));
      Map<String, Object> client = new LinkedHashMap<>();
      client.put("kind", source.kind().word());
      if (source.project() != null) {
        client.put("project", source.project().toString());
      }
      client.put("servers", bound);
      clients.put(source.client(), client);
    } catch (IOException | Unreadable e) {
      complete = false;
      remarks.add(source.file() + " is left out: cannot be read: " + e.getMessage());
    }
  }

  private void server(Source source, String name, JsonNode entry, List<String> bound) {
    String plain = name(name);
    ImportedEntry imported = new ImportedEntry(source.kind(), plain, entry, secrets);
    Map<String, Object> read = imported.read();
    String where = source.client() + ": server " + name + " ";
    imported.remarks().forEach(remark -> remarks.add(where + remark));
    if (read == null) {
      return;
    }
    String free = plain;
    for (int n = 1; !servers.getOrDefault(free, read).equals(read) || bound.contains(free); n++) {
      free = plain + "-" + source.client() + (n == 1 ? "" : "-" + n);
    }
    if (!free.equals(name)) {
      remarks.add(where + "is called " + free + " here: rename it there as well, or it is doubled");
    }
    servers.put(free, read);
    bound.add(free);
  }

  private static String name(String given) {
    String name =
        given.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    String bounded = name.substring(0, Math.min(name.length(), 40)).replaceAll("-+$", "");
    return bounded.isEmpty()
        ? "server"
        : Toolbelt.SERVERS.contains(bounded) ? bounded + "-mcp" : bounded;
  }
}
