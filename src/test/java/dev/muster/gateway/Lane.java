package dev.muster.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.evidence.Chains;
import dev.muster.gateway.Gateway.Access;
import dev.muster.gateway.Gateway.Guest;
import dev.muster.ledger.Attempt;
import dev.muster.ledger.Attempt.State;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.TestLedger;
import dev.muster.model.ForwardedCalls;
import dev.muster.model.TestForwards;
import dev.muster.plan.Agent;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.FrozenPlan;
import dev.muster.plan.Mix;
import dev.muster.plan.Model;
import dev.muster.plan.Model.Billing;
import dev.muster.plan.Model.Cli;
import dev.muster.plan.Model.Protocol;
import dev.muster.plan.Model.Via;
import dev.muster.plan.NotKnown;
import dev.muster.plan.Plan;
import dev.muster.rehearsal.LogEntry;
import dev.muster.secret.MapSecrets;
import dev.muster.store.DataFolder;
import dev.muster.store.TestDatabase;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** A gateway on the tests' database, whose models all stand at one address. */
final class Lane implements AutoCloseable {
  /** The rehearsal's model server takes it, too. */
  static final String KEY = "rehearsal-key-1";

  final Ledger ledger = TestLedger.of("gateway-node");
  final String deployment = TestLedger.fresh("d");
  final String run = TestLedger.fresh("r");
  final RunningGateway gateway;
  private final ForwardedCalls calls;
  private final Plan plan;
  private final Set<String> deployments = new HashSet<>();
  private final Map<String, String> endings = new ConcurrentHashMap<>();
  private volatile RuntimeException lost;
  private final HttpClient http = HttpClient.newHttpClient();

  Lane(Path folder, String anthropic, String openAi, String gemini) {
    this(folder, anthropic, openAi, gemini, Duration.ofSeconds(30), Clock.systemUTC());
  }

  Lane(Path folder, String anthropic, String openAi, String gemini, Duration timeout, Clock clock) {
    var secrets = new MapSecrets();
    secrets.define("KEY", KEY);
    calls = TestForwards.learning(ledger, secrets);
    plan =
        plan(
            model("sonnet", "anthropic", Protocol.ANTHROPIC_MESSAGES, "claude-sonnet-5", anthropic),
            model("coder", "alibaba", Protocol.OPENAI_CHAT, "qwen3-coder-plus", openAi),
            model("flash", "google", Protocol.GEMINI_GENERATE, "gemini-3.8-flash", gemini),
            cli("vendors-cli", Via.VENDOR, null),
            cli("gate-cli", Via.GATEWAY, "sonnet"));
    var settings =
        new GatewaySettings(0, 8, 4 << 20, timeout, Duration.ofHours(1), Duration.ofMillis(50));
    var rows = new TokenRows(TestDatabase.jdbc());
    plansOf(deployment);
    gateway =
        new RunningGateway(
            settings,
            DataFolder.at(folder),
            calls,
            address ->
                new KeptTokens(
                    rows, plans(), ledger, Chains.stored(), this::ending, address, clock),
            new ObjectMapper(),
            clock);
    gateway.start();
  }

  PersonalTokens people() {
    return gateway.people();
  }

  /** This deployment has the same plan as all here. */
  void plansOf(String deploymentId) {
    deployments.add(deploymentId);
  }

  /** This deployment has ended so. */
  void ends(String deploymentId, String how) {
    endings.put(deploymentId, how);
  }

  /** From now on the database does not answer. */
  void loses(RuntimeException database) {
    lost = database;
  }

  private Optional<String> ending(String deploymentId) {
    if (lost != null) {
      throw lost;
    }
    return Optional.ofNullable(endings.get(deploymentId));
  }

  private DeploymentPlans plans() {
    return new DeploymentPlans() {
      @Override
      public void assign(String deploymentId, String digest) {
        throw new UnsupportedOperationException();
      }

      @Override
      public String newest() {
        return deployment;
      }

      @Override
      public FrozenPlan of(String deploymentId) {
        if (!deployments.contains(deploymentId)) {
          throw new NotKnown("no deployment " + deploymentId);
        }
        return new FrozenPlan("digest", plan, new TreeMap<>());
      }
    };
  }

  /** In front of the rehearsal's model server. */
  static Lane to(Path folder, String url) {
    return new Lane(folder, url + "/anthropic", url + "/openai/v1", url + "/gemini");
  }

  /** Each request that the server heard of is an answered attempt, priced, and none is missing. */
  void agreesWith(List<LogEntry> log) throws Exception {
    until(() -> attempts().stream().allMatch(a -> a.answeredAt() != null));
    assertThat(attempts())
        .extracting(a -> String.valueOf(a.id()))
        .containsExactlyElementsOf(log.stream().map(LogEntry::attempt).toList());
    assertThat(attempts())
        .allSatisfy(
            a -> {
              assertThat(a.state()).isEqualTo(State.ANSWERED);
              assertThat(a.costUsd()).isPositive();
            });
    assertThat(ledger.committed(deployment))
        .isEqualByComparingTo(
            attempts().stream().map(Attempt::costUsd).reduce(BigDecimal.ZERO, BigDecimal::add));
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

  /** Via a vendor it has no protocol, as the catalogue reads it. */
  private static Model cli(String name, Via via, String upstream) {
    return new Model(
        name,
        "anthropic",
        "claude",
        upstream == null ? null : Protocol.ANTHROPIC_MESSAGES,
        "claude-sonnet-5",
        List.of(),
        null,
        null,
        Billing.FLAT,
        null,
        200_000,
        8_000,
        2,
        false,
        null,
        null,
        null,
        null,
        null,
        null,
        new Cli("claude-code", via, upstream, "1"));
  }

  private static Map<String, Agent> agents() {
    var mixed = new LinkedHashMap<String, Integer>();
    mixed.put("vendors-cli", 50);
    mixed.put("gate-cli", 25);
    mixed.put("coder", 25);
    return Map.of(
        "backend", agent("backend", Map.of("coder", 100)),
        "vendored", agent("vendored", Map.of("vendors-cli", 100)),
        "gated", agent("gated", Map.of("gate-cli", 100)),
        "mixed", agent("mixed", mixed));
  }

  private static Agent agent(String name, Map<String, Integer> shares) {
    return new Agent(
        name,
        name,
        null,
        null,
        "",
        new Mix(shares),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        List.of(),
        null,
        0,
        0);
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
        agents(),
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
    return http.send(asking(base, path, token, body), BodyHandlers.ofString());
  }

  HttpResponse<String> get(URI base, String path, String token) throws Exception {
    var asking = request(base, path).header("Authorization", "Bearer " + token).build();
    return http.send(asking, BodyHandlers.ofString());
  }

  int status(URI base, String path, String header, String value) throws Exception {
    var asking = request(base, path).header(header, value).build();
    return http.send(asking, BodyHandlers.ofString()).statusCode();
  }

  /** The answer while it comes. */
  InputStream open(URI base, String path, String token, String body) throws Exception {
    return http.send(asking(base, path, token, body), BodyHandlers.ofInputStream()).body();
  }

  private HttpRequest asking(URI base, String path, String token, String body) {
    return request(base, path)
        .header("Authorization", "Bearer " + token)
        .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
        .build();
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
