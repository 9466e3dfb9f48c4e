package dev.muster.toolbelt;

import dev.muster.plan.McpServer;
import dev.muster.store.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardServer;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** {@link ToolbeltServers} in a Tomcat of its own: this port serves runs, never people. */
final class RunningToolbelt implements ToolbeltServers, AutoCloseable {
  private static final int SPARE_THREADS = 16;
  private static final int MARGIN_SECONDS = 15;
  private final ToolbeltSettings settings;
  private final DataFolder data;
  private final RunTokens tokens;
  private final Supplier<RunContexts> runs;
  private final ToolThreads threads;
  private final List<Endpoint> endpoints;
  private Tomcat tomcat;

  RunningToolbelt(
      ToolbeltSettings settings,
      DataFolder data,
      Supplier<RunContexts> runs,
      ToolThreads threads,
      List<Endpoint> endpoints) {
    this.settings = settings;
    this.data = data;
    this.tokens = new RunTokens(data);
    this.runs = runs;
    this.threads = threads;
    this.endpoints = endpoints;
  }

  /** Listens; called before anything else of Muster can ask for a server. */
  synchronized void start() {
    var starting = new Tomcat();
    try {
      var folder = Files.createDirectories(data.resolve("toolbelt"));
      starting.setBaseDir(folder.toString());
      starting.setSilent(true);
      starting.setConnector(connector());
      starting.getEngine().setName("muster-toolbelt");
      ((StandardServer) starting.getServer()).setUtilityThreadsAsDaemon(true);
      fill(starting.addContext("", folder.toAbsolutePath().toString()));
      starting.start();
      tomcat = starting;
    } catch (LifecycleException failed) {
      throw new IllegalStateException(
          "the toolbelt cannot listen on 127.0.0.1:"
              + settings.port()
              + " (muster.toolbelt.port): is the port taken?",
          failed);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Connector connector() {
    var connector = new Connector();
    connector.setPort(settings.port());
    connector.setThrowOnFailure(true);
    connector.setXpoweredBy(false);
    connector.setProperty("address", "127.0.0.1");
    connector.setProperty("maxThreads", String.valueOf(settings.threads() + SPARE_THREADS));
    return connector;
  }

  private void fill(Context context) {
    context.setParentClassLoader(getClass().getClassLoader());
    calm((StandardContext) context);
    var door = new FilterDef();
    door.setFilterName("door");
    door.setFilter(new Door(tokens));
    door.setAsyncSupported("true");
    var everything = new FilterMap();
    everything.setFilterName("door");
    everything.addURLPattern("/*");
    context.addFilterDef(door);
    context.addFilterMap(everything);
    for (var endpoint : endpoints) {
      var name = endpoint.server().name();
      Tomcat.addServlet(context, name, endpoint.servlet()).setAsyncSupported(true);
      context.addServletMappingDecoded(endpoint.path(), name);
    }
  }

  /** Nothing is ever redeployed here, so Tomcat need not look for what a web app leaves behind. */
  private static void calm(StandardContext context) {
    context.setClearReferencesObjectStreamClassCaches(false);
    context.setClearReferencesRmiTargets(false);
    context.setClearReferencesThreadLocals(false);
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
    return "http://127.0.0.1:" + port() + endpoint(name).path();
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

  private synchronized int port() {
    if (tomcat == null) {
      throw new IllegalStateException("the toolbelt is not running");
    }
    return tomcat.getConnector().getLocalPort();
  }

  @Override
  public void release(String runId) {
    endpoints.forEach(endpoint -> endpoint.server().release(runId));
  }

  @Override
  public synchronized void close() throws LifecycleException {
    threads.close();
    if (tomcat != null) {
      tomcat.stop();
      tomcat.destroy();
      tomcat = null;
    }
    endpoints.forEach(Endpoint::close);
  }
}
