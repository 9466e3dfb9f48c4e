package dev.muster.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.model.ForwardedCalls;
import dev.muster.store.DataFolder;
import dev.muster.toolbelt.LoopbackTomcat;
import dev.muster.toolbelt.RunTokens;
import jakarta.servlet.Servlet;
import java.net.URI;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.catalina.LifecycleException;

/** {@link Gateway} on a port of its own. */
final class RunningGateway implements Gateway, AutoCloseable {
  private final Visits visits;
  private final LoopbackTomcat http;

  RunningGateway(
      GatewaySettings settings,
      DataFolder data,
      ForwardedCalls calls,
      ObjectMapper json,
      Clock clock) {
    this.visits = new Visits(new RunTokens(data, "gateway.key"), settings.tokenLife(), clock);
    Map<String, Servlet> servlets =
        Arrays.stream(Dialect.values())
            .collect(
                Collectors.toMap(
                    dialect -> dialect.prefix() + "/*",
                    dialect -> new Endpoint(dialect, visits::find, calls, settings, json)));
    this.http =
        new LoopbackTomcat("gateway", settings.port(), settings.threads(), data, null, servlets);
  }

  void start() {
    http.start();
  }

  @Override
  public Access open(Guest guest) {
    var token = visits.open(Caller.of(guest));
    return new Access(token, at("/openai/v1"), at("/anthropic"), at("/gemini"));
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + http.port() + path);
  }

  @Override
  public void close(String runId) {
    visits.close(runId);
  }

  /** The calls under way end first, while there is a ledger to write it into. */
  @Override
  public void close() throws LifecycleException {
    visits.closeAll();
    http.close();
  }
}
