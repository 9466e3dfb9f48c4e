package dev.muster.model;

import static dev.muster.model.TestModels.ask;
import static dev.muster.model.TestModels.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.muster.model.ModelFailure.Kind;
import dev.muster.model.ModelFailure.Reason;
import dev.muster.plan.Model.Protocol;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever has to mend a key is told its variable; its value stands in no failure. */
class KeysTest {
  private static final String VALUE = "sk-very-secret";
  private final FakeProvider provider = new FakeProvider();
  private final TestSecrets secrets = new TestSecrets();
  private final HttpChatModel models =
      new HttpChatModel(
          Wires.all(), secrets, TestModels.JSON, TestModels.SETTINGS, Clock.systemUTC());

  @AfterEach
  void stop() {
    models.close();
    provider.close();
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void a_key_without_a_value_is_named_and_nothing_is_sent(Protocol protocol) {
    provider.answers(200, "{}");

    var failure = failure(protocol);

    assertThat(failure.kind()).isEqualTo(Kind.INCIDENT);
    assertThat(failure.outcomeUnknown()).isFalse();
    assertThat(failure).hasMessageContaining("${KEY} has no value: set it in the environment");
    assertThat(provider.received()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ANTHROPIC_MESSAGES | 401 | invalid x-api-key sk-very-secret",
        "OPENAI_CHAT        | 401 | Incorrect API key provided: sk-very-secret. code invalid_api_key",
        "GEMINI_GENERATE    | 400 | API key not valid: sk-very-secret. API_KEY_INVALID"
      })
  void a_refused_key_that_the_provider_quotes_is_told_by_its_name(
      Protocol protocol, int status, String said) {
    secrets.with("KEY", VALUE);
    provider.answers(status, "{\"error\":{\"message\":\"" + said + "\"}}");

    var failure = failure(protocol);

    assertThat(provider.received())
        .singleElement()
        .matches(r -> r.headers().toString().contains(VALUE), "sent with the key");
    assertThat(failure.reason()).isEqualTo(Reason.AUTH);
    assertThat(failure.getMessage()).contains("${KEY}").endsWith("(its key is ${KEY})");
    assertThat(whole(failure)).doesNotContain(VALUE);
  }

  private ModelFailure failure(Protocol protocol) {
    var stage = models.chat(7, ask(model(protocol, "some-model", provider.url())));
    var thrown =
        catchThrowableOfType(
            ExecutionException.class, () -> stage.toCompletableFuture().get(30, TimeUnit.SECONDS));
    return (ModelFailure) thrown.getCause();
  }

  /** With all causes, as a log would have it. */
  private static String whole(Throwable failure) {
    var text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
