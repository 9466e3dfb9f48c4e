package dev.muster.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.models.messages.MessageCreateParams;
import com.google.genai.Client;
import com.google.genai.errors.ApiException;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.muster.gateway.Gateway.Access;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the providers' own clients throw at the gateway: the provider's refusals, and its own. */
class OfficialErrorsTest {
  private static final String SHORT = "Hi";

  /** Each provider's own words, as its clients read them. */
  private static final Map<Spoken, String> REFUSAL =
      Map.of(
          Spoken.ANTHROPIC,
          "{'type':'error','error':{'type':'some_error','message':'not so'}}",
          Spoken.OPENAI,
          "{'error':{'message':'not so','type':'some_error','param':null,'code':'some_code'}}",
          Spoken.GEMINI,
          "{'error':{'code':1,'message':'not so','status':'SOME_STATUS'}}");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "ANTHROPIC, 400, BadRequestException",
    "ANTHROPIC, 429, RateLimitException",
    "ANTHROPIC, 529, OverloadedException",
    "OPENAI, 400, BadRequestException",
    "OPENAI, 429, RateLimitException",
    "OPENAI, 529, InternalServerException",
    "GEMINI, 400, ClientException",
    "GEMINI, 429, ClientException",
    "GEMINI, 529, ServerException"
  })
  void a_providers_refusal_is_thrown_as_if_the_client_had_asked_it_itself(
      Spoken spoken, int status, String exception) throws Exception {
    try (var spoilt = new Spoilt(folder, spoken)) {
      var refusal = REFUSAL.get(spoken).replace('\'', '"');
      spoilt.provider.answers(status, refusal, "Content-Type", "application/json");

      var thrown = catchThrowable(() -> ask(spoken, spoilt.access(), SHORT));

      assertThat(thrown.getClass().getSimpleName()).isEqualTo(exception);
      assertThat(status(thrown)).isEqualTo(status);
      assertThat(thrown).hasMessageContaining("not so");
      spoilt.refused(status);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ANTHROPIC, PaymentRequiredException",
    "OPENAI, UnexpectedStatusCodeException",
    "GEMINI, ClientException"
  })
  void a_budget_that_is_used_up_is_thrown_with_its_name(Spoken spoken, String exception)
      throws Exception {
    try (var spoilt = new Spoilt(folder, spoken)) {
      spoilt.lane.ledger.declareBudget(spoilt.lane.deployment, new BigDecimal("0.0001"));

      var thrown = catchThrowable(() -> ask(spoken, spoilt.access(), SHORT));

      assertThat(thrown.getClass().getSimpleName()).isEqualTo(exception);
      assertThat(status(thrown)).isEqualTo(402);
      assertThat(thrown)
          .hasMessageContaining("budget " + spoilt.lane.deployment + " has 0.0001 USD left");
      assertThat(spoilt.provider.received()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_history_that_is_too_long_is_thrown_as_a_bad_request(Spoken spoken) throws Exception {
    try (var spoilt = new Spoilt(folder, spoken)) {
      var thrown = catchThrowable(() -> ask(spoken, spoilt.access(), "word ".repeat(40_000)));

      assertThat(thrown.getClass().getSimpleName()).isIn("BadRequestException", "ClientException");
      assertThat(status(thrown)).isEqualTo(400);
      assertThat(spoilt.provider.received()).isEmpty();
    }
  }

  /** None of the client's: 401 or 403 would send it to mend its own. */
  @ParameterizedTest
  @EnumSource
  void musters_own_key_that_is_refused_is_no_error_of_the_clients_login(Spoken spoken)
      throws Exception {
    try (var spoilt = new Spoilt(folder, spoken)) {
      spoilt.provider.answers(401, REFUSAL.get(spoken).replace('\'', '"'));

      var thrown = catchThrowable(() -> ask(spoken, spoilt.access(), SHORT));

      assertThat(status(thrown)).isEqualTo(424);
      assertThat(thrown).hasMessageContaining("its key is ${KEY}");
      spoilt.refused(401);
    }
  }

  private static int status(Throwable thrown) {
    if (thrown instanceof AnthropicServiceException e) {
      return e.statusCode();
    }
    return thrown instanceof OpenAIServiceException e
        ? e.statusCode()
        : ((ApiException) thrown).code();
  }

  private static void ask(Spoken spoken, Access access, String text) {
    switch (spoken) {
      case ANTHROPIC -> anthropic(access, text);
      case OPENAI -> openAi(access, text);
      case GEMINI -> gemini(access, text);
    }
  }

  private static void anthropic(Access access, String text) {
    var client =
        AnthropicOkHttpClient.builder()
            .baseUrl(access.anthropic().toString())
            .apiKey(access.token())
            .maxRetries(0)
            .build();
    try {
      client
          .messages()
          .create(
              MessageCreateParams.builder()
                  .model("claude-sonnet-5")
                  .maxTokens(500)
                  .addUserMessage(text)
                  .build());
    } finally {
      client.close();
    }
  }

  private static void openAi(Access access, String text) {
    var client =
        OpenAIOkHttpClient.builder()
            .baseUrl(access.openAi().toString())
            .apiKey(access.token())
            .maxRetries(0)
            .build();
    try {
      client
          .chat()
          .completions()
          .create(ChatCompletionCreateParams.builder().model("any").addUserMessage(text).build());
    } finally {
      client.close();
    }
  }

  private static void gemini(Access access, String text) {
    var once = HttpRetryOptions.builder().attempts(1).build();
    var options =
        HttpOptions.builder().baseUrl(access.gemini().toString()).retryOptions(once).build();
    try (var client = Client.builder().apiKey(access.token()).httpOptions(options).build()) {
      client.models.generateContent(
          "gemini-3.8-flash", text, GenerateContentConfig.builder().build());
    }
  }
}
