package dev.muster.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.gateway.Gateway.Access;
import dev.muster.gateway.Gateway.Guest;
import dev.muster.ledger.Attempt;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.TestLedger;
import dev.muster.model.ForwardedCalls;
import dev.muster.model.TestForwards;
import dev.muster.plan.Model;
import dev.muster.plan.Model.Billing;
import dev.muster.plan.Model.Protocol;
import dev.muster.plan.Plan;
import dev.muster.secret.MapSecrets;
import dev.muster.store.DataFolder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A gateway on the tests' database, whose models all stand at one address. */
final class Lane implements AutoCloseable {
  static final String KEY = "sk-the-providers-own";
  final Ledger ledger = TestLedger.of("gateway-node");
  final String deployment = TestLedger.fresh("d");
  final String run = TestLedger.fresh("r");
  final RunningGateway gateway;
  private final ForwardedCalls calls;
  private final Plan plan;
  private final HttpClient http = HttpClient.newHttpClient();

  Lane(Path folder, String anthropic, String openAi, String gemini) {
    this(folder, anthropic, openAi, gemini, Duration.ofSeconds(30), Clock.systemUTC());
  }

  Lane(Path folder, String anthropic, String openAi, String gemini, Duration timeout, Clock clock) {
    var secrets = new MapSecrets();
    secrets.define("KEY", KEY);
    calls = TestForwards.of(ledger, secrets);
    plan =
        plan(
            model("sonnet", "anthropic", Protocol.ANTHROPIC_MESSAGES, "claude-sonnet-5", anthropic),
            model("coder", "alibaba", Protocol.OPENAI_CHAT, "qwen3-coder-plus", openAi),
            model("flash", "google", Protocol.GEMINI_GENERATE, "gemini-3.8-flash", gemini));
    var settings = new GatewaySettings(0, 8, 4 << 20, timeout, Duration.ofHours(1));
    gateway = new RunningGateway(settings, DataFolder.at(folder), calls, new ObjectMapper(), clock);
    gateway.start();
  }

  private static Model model(
      String name, String provider, Protocol protocol, String id, String baseUrl) {
    return new Model(
        name,
        provider,
        name,
        protocol,
        id,
        List.of(),
        baseUrl,
        "${KEY}",
        Billing.METERED,
        "price",
        200_000,
        8_000,
        2,
        false,
        null);
  }

  private static Plan plan(Model... models) {
    var byName = new LinkedHashMap<String, Model>();
    List.of(models).forEach(m -> byName.put(m.name(), m));
    return new Plan(
        "test",
        byName,
        Map.of("price", TestLedger.PRICE),
        Map.of(),
        null,
        Map.of(),
        Map.of(),
        Map.of(),
        null,
        List.of(),
        Map.of(),
        null,
        null,
        Map.of(),
        null,
        null);
  }

  Access open(String model) {
    return gateway.open(guest(run, model));
  }

  Guest guest(String runId, String model) {
    return new Guest(
        deployment,
        runId,
        deployment + "/wave-1/backend/" + runId,
        "backend",
        "mix",
        plan,
        model,
        20_000,
        1_000);
  }

  HttpRequest.Builder request(URI base, String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(60));
  }

  HttpResponse<String> post(URI base, String path, String token, String body) throws Exception {
    return http.send(
        request(base, path)
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  List<Attempt> attempts() {
    return ledger.attemptsOf(deployment, run);
  }

  /** The only one, settled. */
  Attempt settled() throws Exception {
    until(() -> attempts().size() == 1 && attempts().get(0).answeredAt() != null);
    return attempts().get(0);
  }

  static void until(BooleanSupplier condition) throws Exception {
    for (int i = 0; i < 3000; i++) {
      if (condition.getAsBoolean()) {
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("not in half a minute");
  }

  @Override
  public void close() throws Exception {
    gateway.close();
    TestForwards.close(calls);
  }
}
