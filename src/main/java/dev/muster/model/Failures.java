package dev.muster.model;

import dev.muster.model.ModelFailure.Kind;
import dev.muster.model.ModelFailure.Reason;
import dev.muster.plan.Model;
import dev.muster.secret.Secrets;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import okhttp3.Headers;
import okhttp3.Response;

/** Sorts what can go wrong with a call; no message holds a secret. */
final class Failures {
  private static final int READ_BYTES = 4096;
  private static final int SHOWN = 300;
  private final Secrets secrets;
  private final Clock clock;

  Failures(Secrets secrets, Clock clock) {
    this.secrets = secrets;
    this.clock = clock;
  }

  /** The provider answered with an error status. */
  ModelFailure status(Model model, Response response) {
    int status = response.code();
    var body = body(response);
    var failure =
        new ModelFailure(
            kind(status),
            Refusals.reason(model, status, body),
            status,
            RetryAfter.read(response.headers(), body, clock),
            named(model, refusal(model, status, body)));
    return Refusals.outcomeUnknown(status) ? failure.mayBePaid() : failure;
  }

  /** The provider told of an error where an answer or its next piece should have been. */
  ModelFailure told(Model model, ErrorTold error, Headers headers) {
    return ModelFailure.lost(
        kind(error.status()),
        Refusals.reason(model, error.status(), error.getMessage()),
        RetryAfter.read(headers, error.getMessage(), clock),
        named(
            model, "instead of an answer, " + refusal(model, error.status(), error.getMessage())));
  }

  /**
   * Until when the provider's limits are used up, as it says with an answer; null: they are not.
   */
  Instant limitedUntil(Response response) {
    var opens = RateLimits.reset(response.headers(), clock);
    return opens == null ? null : clock.instant().plus(opens);
  }

  private static Kind kind(int status) {
    return Refusals.retried(status) ? Kind.RETRY : Kind.INCIDENT;
  }

  /** Whoever is to mend a key must know which: by its variable, as it stands in the plan. */
  private String refusal(Model model, int status, String body) {
    var said = "HTTP " + status + ": " + excerpt(body);
    if (Refusals.reason(model, status, body) != Reason.AUTH) {
      return said;
    }
    return model.apiKey() == null
        ? said + " (the plan gives this model no apiKey)"
        : said + " (its key is " + secrets.redact(model.apiKey()) + ")";
  }

  /** No connection was made, or it broke. */
  ModelFailure connection(Model model, boolean sent, boolean cancelled, IOException e) {
    var what =
        cancelled
            ? "cancelled by Muster"
            : e.getClass().getSimpleName() + ": " + secrets.redact(String.valueOf(e.getMessage()));
    var kind = cancelled ? Kind.CANCELLED : Kind.RETRY;
    var reason = cancelled ? Reason.CANCELLED : Reason.CONNECTION;
    return sent
        ? ModelFailure.lost(kind, reason, named(model, what + ", after the request was sent"))
        : new ModelFailure(
            kind, reason, null, null, named(model, what + ", before anything was sent"));
  }

  /** Somebody did not want it any more. */
  ModelFailure cancelled(Model model, boolean sent, String why) {
    return sent
        ? ModelFailure.lost(
            Kind.CANCELLED, Reason.CANCELLED, named(model, why + ", after the request was sent"))
        : new ModelFailure(
            Kind.CANCELLED, null, null, named(model, why + ", before anything was sent"));
  }

  /** The answer came and cannot be used: it was paid for, and asking again would not help. */
  ModelFailure unusable(Model model, String what) {
    return ModelFailure.lost(Kind.INCIDENT, Reason.UNREADABLE, named(model, secrets.redact(what)));
  }

  /** Nothing was sent, and nothing will be until somebody mends it. */
  ModelFailure unsendable(Model model, String what) {
    return new ModelFailure(Kind.INCIDENT, null, null, named(model, what));
  }

  private static String named(Model model, String what) {
    return "model " + model.name() + " (" + model.id() + "): " + what;
  }

  private static String body(Response response) {
    try {
      return response.peekBody(READ_BYTES).string();
    } catch (IOException e) {
      return "";
    }
  }

  /** Redacted before it is cut: half a secret would not be recognised. */
  private String excerpt(String body) {
    var line = secrets.redact(body).replaceAll("\\s+", " ").trim();
    if (line.isEmpty()) {
      return "(no body)";
    }
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + " ...";
  }
}
