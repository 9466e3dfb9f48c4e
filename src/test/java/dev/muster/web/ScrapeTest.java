package dev.muster.web;

import static dev.muster.Deployed.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muster.Deployed;
import dev.muster.ScriptedModels;
import dev.muster.WholeMuster;
import dev.muster.agent.Run;
import dev.muster.ledger.Attempt;
import dev.muster.ledger.Ledger;
import dev.muster.model.ChatRequest;
import dev.muster.model.Message;
import dev.muster.model.PaidCalls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** What Prometheus gets from a running Muster, as docs/telemetry.md tells it. */
@WholeMuster
class ScrapeTest {
  private static final String SAID = "nobody-but-the-agent-reads-this";
  private final HttpClient http = HttpClient.newHttpClient();
  @Autowired ApplicationContext muster;
  @Autowired ScriptedModels models;
  @LocalServerPort int port;
  @TempDir Path folder;

  @Test
  void a_paid_call_is_found_with_its_time_tokens_and_cost() throws Exception {
    var dep = Deployed.in(muster, folder);
    var run = dep.run("wave-1", 1, "builder", "build", "mix");
    var before = scraped();

    models.say(SAID);
    get(dep.bean(PaidCalls.class).call(call(dep, run)));

    var after = scraped();
    var opus = "gen_ai_request_model=\"" + dep.plan().models().get("opus").id() + "\"";
    assertThat(more("gen_ai_client_operation_duration_seconds_count", before, after, opus))
        .isEqualTo(1);
    var tokens = "gen_ai_client_token_usage_sum";
    assertThat(more(tokens, before, after, opus, "type=\"input\"")).isEqualTo(1000);
    assertThat(more(tokens, before, after, opus, "type=\"output\"")).isEqualTo(100);
    var labels = new String[] {"agent=\"builder\"", "model=\"opus\"", "purpose=\"turn\""};
    assertThat(more("muster_cost_usd_total", before, after, labels))
        .isPositive()
        .isEqualTo(cost(dep, run), within(1e-9));
    assertThat(after).doesNotContain(SAID, dep.id, run.id());
  }

  @Test
  void nobody_scrapes_without_a_login() throws Exception {
    assertThat(scrape(null).statusCode()).isEqualTo(401);
    assertThat(scrape("admin:wrong").statusCode()).isEqualTo(401);
  }

  private static double cost(Deployed dep, Run run) {
    var attempts = dep.bean(Ledger.class).attemptsOf(dep.id, run.id());
    return attempts.stream().map(Attempt::costUsd).findFirst().orElseThrow().doubleValue();
  }

  private static PaidCalls.PaidCall call(Deployed dep, Run run) {
    var model = dep.plan().models().get("opus");
    var said = List.<Message>of(new Message.User("Hi"));
    return new PaidCalls.PaidCall(
        dep.task(),
        dep.id,
        "turn",
        run.id(),
        run.budgetPath(),
        run.agent(),
        run.arm(),
        dep.plan().prices().get(model.price()),
        1000,
        new ChatRequest(model, "", said, List.of(), 200, Duration.ofSeconds(20)));
  }

  /** What was added to the one series with these labels; others share this Muster. */
  private static double more(String metric, String before, String after, String... labels) {
    return value(after, metric, labels).findFirst().orElseThrow()
        - value(before, metric, labels).findFirst().orElse(0.0);
  }

  private static Stream<Double> value(String scraped, String metric, String... labels) {
    return scraped
        .lines()
        .filter(line -> line.startsWith(metric + "{"))
        .filter(line -> !line.contains("error_type") || line.contains("error_type=\"none\""))
        .filter(line -> Stream.of(labels).allMatch(line::contains))
        .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)));
  }

  private String scraped() throws Exception {
    var answer = scrape("admin:admins-own");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
    return answer.body();
  }

  private HttpResponse<String> scrape(String login) throws Exception {
    var asked =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/prometheus"));
    if (login != null) {
      var basic = Base64.getEncoder().encodeToString(login.getBytes());
      asked.header("Authorization", "Basic " + basic);
    }
    return http.send(asked.build(), BodyHandlers.ofString());
  }
}
