package dev.muster.model;

import dev.muster.model.ModelFailure.Kind;
import dev.muster.plan.Model;
import dev.muster.secret.Secrets;
import java.io.IOException;
import java.time.Clock;
import java.util.Set;
import okhttp3.Response;

/** Sorts what can go wrong with a call; no message holds a secret. */
final class Failures {
  private static final Set<Integer> RETRIED = Set.of(429, 500, 502, 503, 504, 529);
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
    return new ModelFailure(
        RETRIED.contains(status) ? Kind.RETRY : Kind.INCIDENT,
        status,
        RetryAfter.read(response.header("Retry-After"), clock),
        named(model, "HTTP " + status + ": " + excerpt(response)));
  }

  /** No connection was made, or it broke. */
  ModelFailure connection(Model model, boolean sent, boolean cancelled, IOException e) {
    var what =
        cancelled
            ? "cancelled by Muster"
            : e.getClass().getSimpleName() + ": " + secrets.redact(String.valueOf(e.getMessage()));
    var kind = cancelled ? Kind.CANCELLED : Kind.RETRY;
    return sent
        ? ModelFailure.lost(kind, named(model, what + ", after the request was sent"))
        : new ModelFailure(kind, null, null, named(model, what + ", before anything was sent"));
  }

  /** The answer came and cannot be used: it was paid for, and asking again would not help. */
  ModelFailure unusable(Model model, String what) {
    return ModelFailure.lost(Kind.INCIDENT, named(model, secrets.redact(what)));
  }

  /** Nothing was sent, and nothing will be until somebody mends it. */
  ModelFailure unsendable(Model model, String what) {
    return new ModelFailure(Kind.INCIDENT, null, null, named(model, what));
  }

  private static String named(Model model, String what) {
    return "model " + model.name() + " (" + model.id() + "): " + what;
  }

  /** Redacted before it is cut: half a secret would not be recognised. */
  private String excerpt(Response response) {
    try {
      var text = secrets.redact(response.peekBody(READ_BYTES).string());
      var line = text.replaceAll("\\s+", " ").trim();
      return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + " ...";
    } catch (IOException e) {
      return "(no body)";
    }
  }
}
