package dev.muster.toolbelt;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.plan.Toolbelt;
import dev.muster.secret.Secrets;
import dev.muster.store.DataFolder;
import dev.muster.store.TestDatabase;
import dev.muster.workspace.Enclosure;
import dev.muster.workspace.Workspaces;
import dev.muster.workspace.WorkspacesForTests;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

/** A real toolbelt on loopback for runs that a test makes up, called by the SDK's own client. */
final class Belt implements RunContexts, AutoCloseable {
  static final String SEED =
      "create table item (id int primary key, name text);"
          + "insert into item values (1, 'bolt'), (2, 'nut');";
  final Map<String, RunContext> contexts = new ConcurrentHashMap<>();
  final Map<String, Session> sessions = new ConcurrentHashMap<>();
  final Map<String, String> places = new ConcurrentHashMap<>();
  final Workspaces workspaces;
  final DataFolder data;
  final RunningToolbelt servers;
  private final Map<String, McpSyncClient> clients = new ConcurrentHashMap<>();

  Belt(Path folder) {
    this(folder, null);
  }

  /**
   * @param database null: the test database, started only when a test asks for it
   */
  Belt(Path folder, DataSource database) {
    this(folder, database, WorkspacesForTests.enclosure(DataFolder.at(folder)));
  }

  /**
   * @param enclosure around the runs' commands
   */
  Belt(Path folder, DataSource database, Enclosure enclosure) {
    this.data = DataFolder.at(folder);
    this.workspaces = WorkspacesForTests.in(data);
    var beans = new StaticListableBeanFactory(Map.of("runs", this));
    this.servers =
        new ToolbeltConfiguration()
            .toolbeltServers(
                new ToolbeltSettings(0, 8, 16),
                data,
                workspaces,
                enclosure,
                new PlacesOnly(),
                database == null ? new LateDatabase() : database,
                new ObjectMapper(),
                beans.getBeanProvider(RunContexts.class));
    servers.start();
  }

  /** A run with its own workspace. */
  void run(String runId, Toolbelt limits) {
    workspaces.create("w-" + runId, Map.of("README.md", "hello\n".getBytes()));
    contexts.put(runId, new RunContext(runId, "d-1", "w-" + runId, limits, SEED));
    sessions.put(runId, new Session(runId, "backend-developer", "task", "mix", "RUNNING"));
  }

  Path root(String runId) {
    return workspaces.open("w-" + runId).root();
  }

  static Toolbelt limits() {
    return limits(Map.of(), List.of(), Map.of());
  }

  static Toolbelt limits(
      Map<String, List<String>> commands, List<String> webAllow, Map<String, String> apis) {
    return new Toolbelt(commands, 20, 20_000, webAllow, apis);
  }

  /** What a tool answered. */
  record Answer(String text, boolean error) {}

  Answer call(String runId, String server, String tool, Map<String, Object> arguments) {
    var result =
        client(runId, server).callTool(CallToolRequest.builder(tool).arguments(arguments).build());
    var text = (TextContent) result.content().get(0);
    return new Answer(text.text(), Boolean.TRUE.equals(result.isError()));
  }

  McpSyncClient client(String runId, String server) {
    return clients.computeIfAbsent(
        runId + "/" + server,
        key -> {
          var entry = servers.serverFor(runId, server);
          var client = connect(entry.url(), entry.headers().get("Authorization"));
          client.initialize();
          return client;
        });
  }

  static McpSyncClient connect(String url, String authorization) {
    var uri = URI.create(url);
    var transport =
        HttpClientStreamableHttpTransport.builder("http://" + requireNonNull(uri.getAuthority()))
            .endpoint(uri.getPath())
            .jsonMapper(new JacksonMcpJsonMapper(new ObjectMapper()))
            .addHttpRequestCustomizer(
                (builder, method, address, body, context) ->
                    builder.header("Authorization", authorization))
            .build();
    return McpClient.sync(transport).requestTimeout(Duration.ofSeconds(60)).build();
  }

  @Override
  public Optional<RunContext> find(String runId) {
    return Optional.ofNullable(contexts.get(runId));
  }

  @Override
  public List<Session> sessions(String runId) {
    return new ArrayList<>(sessions.values());
  }

  @Override
  public String transcript(String callerRunId, String runId) {
    return "transcript of " + runId;
  }

  @Override
  public void close() throws Exception {
    clients.values().forEach(McpSyncClient::close);
    servers.close();
  }

  /** The database server is not started for tests that never query. */
  private static final class LateDatabase
      extends org.springframework.jdbc.datasource.AbstractDataSource {
    @Override
    public java.sql.Connection getConnection() throws java.sql.SQLException {
      return TestDatabase.dataSource().getConnection();
    }

    @Override
    public java.sql.Connection getConnection(String user, String password) {
      throw new UnsupportedOperationException();
    }
  }

  /** Only places are known; the one secret shows that answers are redacted. */
  private final class PlacesOnly implements Secrets {
    @Override
    public String resolve(String template) {
      return resolvePlaces(template);
    }

    @Override
    public Optional<String> find(String name) {
      return Optional.ofNullable(places.get(name));
    }

    @Override
    public Set<String> missing(String template) {
      return Set.of();
    }

    @Override
    public String resolvePlaces(String template) {
      var text = template;
      for (var place : places.entrySet()) {
        text = text.replace("${" + place.getKey() + "}", place.getValue());
      }
      return text;
    }

    @Override
    public void define(String name, String value) {
      places.put(name, value);
    }

    @Override
    public void remember(String name, String value) {}

    @Override
    public String redact(String text) {
      return text.replace("hunter2", "${SECRET}");
    }
  }
}
