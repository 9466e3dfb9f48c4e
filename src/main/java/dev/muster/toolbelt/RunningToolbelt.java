package dev.muster.toolbelt;

import dev.muster.plan.McpServer;
import dev.muster.store.DataFolder;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.catalina.LifecycleException;

/** {@link ToolbeltServers} on a port of its own, which serves runs and never people. */
final class RunningToolbelt implements ToolbeltServers, AutoCloseable {
  private static final int MARGIN_SECONDS = 15;
  private static final int SPARE_THREADS = 16;
  private final RunTokens tokens;
  private final Supplier<RunContexts> runs;
  private final ToolThreads threads;
  private final List<Endpoint> endpoints;
  private final LoopbackTomcat http;

  RunningToolbelt(
      ToolbeltSettings settings,
      DataFolder data,
      Supplier<RunContexts> runs,
      ToolThreads threads,
      List<Endpoint> endpoints) {
    this.tokens = new RunTokens(data, "toolbelt.key");
    this.runs = runs;
    this.threads = threads;
    this.endpoints = endpoints;
    this.http =
        new LoopbackTomcat(
            "toolbelt",
            settings.port(),
            settings.threads() + SPARE_THREADS,
            data,
            new Door(tokens),
            endpoints.stream().collect(Collectors.toMap(Endpoint::path, Endpoint::servlet)));
  }

  /** Listens; called before anything else of Muster can ask for a server. */
  void start() {
    http.start();
  }

  @Override
  public McpServer serverFor(String runId, String name) {
    var endpoint = endpoint(name);
    var tools = endpoint.server().tools();
    return new McpServer(
        name,
        null,
        List.of(),
        Map.of(),
        urlOf(name),
        Map.of("Authorization", "Bearer " + tokens.tokenFor(runId)),
        new McpServer.Expectation(tools.size(), tools.stream().map(Tool::name).toList()),
        tools.stream().filter(Tool::idempotent).map(Tool::name).toList(),
        tools.stream().filter(Tool::readsOnly).map(Tool::name).toList(),
        null,
        false,
        seconds(endpoint, runId));
  }

  String urlOf(String name) {
    return "http://127.0.0.1:" + http.port() + endpoint(name).path();
  }

  private Endpoint endpoint(String name) {
    return endpoints.stream()
        .filter(one -> one.server().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no toolbelt server " + name));
  }

  private int seconds(Endpoint endpoint, String runId) {
    var limits = runs.get().find(runId).map(RunContexts.RunContext::limits);
    var limit = limits.map(endpoint.server()::limit).orElse(ToolServer.USUAL_LIMIT);
    return (int) limit.toSeconds() + MARGIN_SECONDS;
  }

  @Override
  public void release(String runId) {
    endpoints.forEach(endpoint -> endpoint.server().release(runId));
  }

  @Override
  public void close() throws LifecycleException {
    threads.close();
    http.close();
    endpoints.forEach(Endpoint::close);
  }
}
