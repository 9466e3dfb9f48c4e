package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ledger.Usage;
import dev.muster.model.ModelFailure.Kind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MeteredModelTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final CompletableFuture<ChatAnswer> answer = new CompletableFuture<>();
  private final ChatModel metered = new MeteredModel((attempt, request) -> answer, meters);
  private final ChatRequest request = TestModels.ask(TestModels.sonnet("http://127.0.0.1"));

  @Test
  void a_call_is_measured_under_the_names_of_opentelemetry() {
    metered.chat(1, request);
    var usage = new Usage(10, 20, 30, 4, 5);
    answer.complete(new ChatAnswer("claude-sonnet-5", "Hi", List.of(), ChatAnswer.Stop.END, usage));

    var duration =
        meters
            .get("gen_ai.client.operation.duration")
            .tag("gen_ai.operation.name", "chat")
            .tag("gen_ai.provider.name", "anthropic")
            .tag("gen_ai.request.model", "claude-sonnet-5")
            .tag("gen_ai.response.model", "claude-sonnet-5")
            .tag("error.type", "none")
            .timer();
    assertThat(duration.count()).isEqualTo(1);
    assertThat(tokens("input")).isEqualTo(60);
    assertThat(tokens("output")).isEqualTo(9);
  }

  @Test
  void a_failure_is_measured_by_its_reason_and_has_no_tokens() {
    metered.chat(1, request);
    answer.completeExceptionally(new ModelFailure(Kind.RETRY, 503, null, "overloaded"));

    var duration =
        meters.get("gen_ai.client.operation.duration").tag("error.type", "unavailable").timer();
    assertThat(duration.count()).isEqualTo(1);
    assertThat(meters.find("gen_ai.client.token.usage").summaries()).isEmpty();
  }

  @Test
  void cancelling_reaches_the_call() {
    metered.chat(1, request).toCompletableFuture().cancel(true);

    assertThat(answer).isCancelled();
  }

  private double tokens(String type) {
    return meters
        .get("gen_ai.client.token.usage")
        .tag("gen_ai.token.type", type)
        .summary()
        .totalAmount();
  }
}
