package dev.muster.model;

import dev.muster.plan.Model;
import dev.muster.secret.SecretMissing;
import dev.muster.secret.Secrets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/** How a call leaves for a provider: its address, the key, the attempt's number, and once only. */
final class ModelRequests {
  private static final int IDLE_CONNECTIONS = 32;
  private static final long IDLE_SECONDS = 30;
  private static final String ATTEMPT = "X-Muster-Attempt";
  private final Secrets secrets;
  private final Failures failures;

  ModelRequests(Secrets secrets, Failures failures) {
    this.secrets = secrets;
    this.failures = failures;
  }

  /** Only the call's own time-out ends it: a model may think for minutes without a byte. */
  static OkHttpClient client(ModelSettings settings, int calls) {
    var dispatcher = new Dispatcher(CallThreads.atMost(calls));
    dispatcher.setMaxRequests(calls);
    dispatcher.setMaxRequestsPerHost(calls);
    return new OkHttpClient.Builder()
        .dispatcher(dispatcher)
        .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, IDLE_SECONDS, TimeUnit.SECONDS))
        .socketFactory(new PromptSockets())
        .connectTimeout(settings.connectTimeout())
        .readTimeout(0, TimeUnit.MILLISECONDS)
        .writeTimeout(0, TimeUnit.MILLISECONDS)
        .retryOnConnectionFailure(false)
        .followRedirects(false)
        .followSslRedirects(false)
        .eventListener(new Sent.Watch())
        .build();
  }

  /**
   * The request of one attempt.
   *
   * @param more headers beside the protocol's own, which they replace, but for the key
   * @throws ModelFailure when it cannot be sent from here
   */
  Request post(
      Wire wire,
      Model model,
      boolean streamed,
      long attempt,
      byte[] body,
      Map<String, String> more) {
    try {
      var key = model.apiKey() == null ? null : secrets.resolve(model.apiKey());
      return new Request.Builder()
          .url(streamed ? wire.streamUrl(base(model), model) : wire.url(base(model), model))
          .headers(headers(wire, model, key, more))
          .header(ATTEMPT, Long.toString(attempt))
          .tag(Sent.class, new Sent())
          .post(new OnceBody(body))
          .build();
    } catch (SecretMissing e) {
      throw failures.unsendable(model, e.getMessage());
    }
  }

  private Headers headers(Wire wire, Model model, String key, Map<String, String> more) {
    try {
      var all = new HashMap<>(wire.headers(key));
      all.putAll(more);
      return Headers.of(all);
    } catch (IllegalArgumentException e) {
      // Its message quotes the header, that is the key.
      throw failures.unsendable(
          model, "its key %s holds characters that no header can carry".formatted(model.apiKey()));
    }
  }

  private HttpUrl base(Model model) {
    var base = HttpUrl.parse(secrets.resolve(model.baseUrl()));
    if (base == null) {
      throw failures.unsendable(model, "baseUrl " + model.baseUrl() + " is no http(s) address");
    }
    return base;
  }
}
