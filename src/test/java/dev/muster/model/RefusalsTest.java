package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.model.ModelFailure.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The providers' own words for what is wrong, and for when to come again. */
class RefusalsTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "429 | {'error':{'type':'rate_limit_error'}} | RATE_LIMITED",
        "429 | {'error':{'code':'insufficient_quota','message':'You exceeded your current quota'}}"
            + " | AUTH",
        "429 | {'error':{'status':'RESOURCE_EXHAUSTED','message':'You exceeded your current quota,"
            + " please check your plan and billing details.'}} | RATE_LIMITED",
        "402 | {'error':{'type':'billing_error'}} | AUTH",
        "400 | {'error':{'code':'Arrearage','message':'Access denied'}} | AUTH",
        "400 | {'error':{'message':'Your input exceeds the context window of this model.'}}"
            + " | CONTEXT_TOO_LONG",
        "529 | {'error':{'type':'overloaded_error'}} | UNAVAILABLE",
        "500 | | UNAVAILABLE",
        "503 | upstream: model not found | UNAVAILABLE",
        "400 | {'error':{'message':'prompt is too long: 210000 tokens > 200000 maximum'}}"
            + " | CONTEXT_TOO_LONG",
        "400 | {'error':{'code':'context_length_exceeded'}} | CONTEXT_TOO_LONG",
        "400 | {'error':{'message':'The input token count (1100000) exceeds the maximum number of"
            + " tokens allowed (1048576).'}} | CONTEXT_TOO_LONG",
        "413 | {'error':{'type':'request_too_large'}} | CONTEXT_TOO_LONG",
        "400 | {'error':{'code':'content_filter'}} | CONTENT_REFUSED",
        "400 | {'error':{'code':'data_inspection_failed'}} | CONTENT_REFUSED",
        "400 | {'error':{'message':'Output blocked by content filtering policy'}}"
            + " | CONTENT_REFUSED",
        "401 | {'error':{'type':'authentication_error','message':'invalid x-api-key'}} | AUTH",
        "403 | {'error':{'status':'PERMISSION_DENIED'}} | AUTH",
        "402 | {'error':{'message':'Insufficient credits'}} | AUTH",
        "400 | {'error':{'message':'API key not valid. Please pass a valid API key.'}} | AUTH",
        "400 | {'error':{'message':'Your credit balance is too low'}} | AUTH",
        "404 | {'error':{'type':'not_found_error','message':'model: claude-opus-4-20250514'}}"
            + " | MODEL_UNKNOWN",
        "404 | {'error':{'message':'models/gemini-1 is not found for API version v1beta'}}"
            + " | MODEL_UNKNOWN",
        "404 | {'error':{'message':'model \"x\" not found, try pulling it first'}} | MODEL_UNKNOWN",
        "403 | {'error':{'code':'model_not_found'}} | MODEL_UNKNOWN",
        "400 | {'error':{'code':'model_decommissioned'}} | MODEL_UNKNOWN",
        "404 | {'error':{'message':'No endpoints found for acme/none.','code':404}} | MODEL_UNKNOWN",
        "404 | {'error':{'message':'No endpoints found that support image input'}} | BAD_REQUEST",
        "404 | {'error':{'code':'DeploymentNotFound','message':'The API deployment for this resource"
            + " does not exist.'}} | MODEL_UNKNOWN",
        "404 | nothing here | BAD_REQUEST",
        "400 | {'error':{'message':'max_tokens: Field required'}} | BAD_REQUEST",
        "422 | | BAD_REQUEST",
        "307 | | BAD_REQUEST"
      })
  void a_refusal_is_sorted_by_what_to_do(int status, String body, Reason reason) {
    assertThat(Refusals.reason(status, body == null ? "" : body)).isEqualTo(reason);
  }

  @Test
  void dashscopes_limit_of_a_minute_is_no_unpaid_bill() {
    var body =
        "{'error':{'code':'insufficient_quota','message':'You exceeded your current quota'}}";

    assertThat(Refusals.reason(TestModels.of("alibaba"), 429, body)).isEqualTo(Reason.RATE_LIMITED);
    assertThat(Refusals.reason(TestModels.of("alibaba"), 400, "Arrearage")).isEqualTo(Reason.AUTH);
    assertThat(Refusals.reason(TestModels.of("openai"), 429, body)).isEqualTo(Reason.AUTH);
  }

  @ParameterizedTest
  @CsvSource({
    "retry-after-ms, 1500, 1500",
    "Retry-After, 3, 3000",
    "Retry-After, 1.5, 1500",
    "x-ratelimit-reset-requests, 6m0s, 360000",
    "x-ratelimit-reset-tokens, 1.5s, 1500",
    "x-ratelimit-reset-tokens, 120ms, 120",
    "x-ratelimit-reset-tokens, 1h2m3s, 3723000",
    "x-ratelimit-reset, 1795428060000, 60000",
    "x-ratelimit-reset, 1795428060, 60000",
    "x-ratelimit-reset, 20, 20000",
    "anthropic-ratelimit-input-tokens-reset, 2026-11-23T10:00:30Z, 30000",
    "anthropic-ratelimit-requests-reset, 2026-11-23T09:00:00Z, 0"
  })
  void every_provider_is_heard(String header, String value, long millis) {
    var remaining = header.replace("-reset", "-remaining");
    var headers =
        header.equals(remaining)
            ? Headers.of(header, value)
            : Headers.of(header, value, remaining, "0");

    assertThat(RetryAfter.read(headers, "", CLOCK)).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void gemini_says_it_in_the_body() {
    var body = "{\"details\":[{\"@type\":\"RetryInfo\",\"retryDelay\": \"17.5s\"}]}";

    assertThat(RetryAfter.read(Headers.of(), body, CLOCK)).isEqualTo(Duration.ofMillis(17_500));
  }

  @Test
  void of_several_limits_the_last_to_open_counts_and_only_those_used_up() {
    var headers =
        Headers.of(
            "x-ratelimit-remaining-requests",
            "0",
            "x-ratelimit-reset-requests",
            "2s",
            "x-ratelimit-remaining-tokens",
            "0",
            "x-ratelimit-reset-tokens",
            "9s",
            "anthropic-ratelimit-tokens-remaining",
            "5",
            "anthropic-ratelimit-tokens-reset",
            "2026-11-23T11:00:00Z");

    assertThat(RetryAfter.read(headers, "", CLOCK)).isEqualTo(Duration.ofSeconds(9));
  }

  @ParameterizedTest
  @CsvSource({"soon", "''", "-3", "1e9", "99999999999999999999"})
  void nonsense_is_none(String value) {
    var headers =
        Headers.of(
            "Retry-After",
            value,
            "retry-after-ms",
            value,
            "x-ratelimit-remaining",
            "0",
            "x-ratelimit-reset",
            value);

    assertThat(RetryAfter.read(headers, "\"retryDelay\":\"soon\"", CLOCK)).isNull();
  }
}
