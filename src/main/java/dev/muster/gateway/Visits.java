package dev.muster.gateway;

import dev.muster.toolbelt.RunTokens;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Who may call now. A token is derived from its run and good only while the run is open here. */
final class Visits {
  private static final Duration SETTLING = Duration.ofSeconds(10);
  private final RunTokens tokens;
  private final Duration life;
  private final Clock clock;
  private final ConcurrentMap<String, Open> open = new ConcurrentHashMap<>();

  Visits(RunTokens tokens, Duration life, Clock clock) {
    this.tokens = tokens;
    this.life = life;
    this.clock = clock;
  }

  /** The token of this caller, who is let in from now on. */
  String open(Caller caller) {
    var token = tokens.tokenFor(caller.subject());
    var visit = new Visit(caller, clock.instant().plus(life));
    var before = open.put(caller.subject(), new Open(visit, bytes(token)));
    if (before != null) {
      // Another try of the run; what the one before left under way is nobody's.
      before.visit.close(SETTLING);
    }
    return token;
  }

  void close(String subject) {
    var closed = open.remove(subject);
    if (closed != null) {
      closed.visit.close(SETTLING);
    }
  }

  /** Whose token this is, if it is good. It is kept, not derived again: each call asks this. */
  Optional<Visit> find(String token) {
    int dot = token.indexOf('.');
    return Optional.ofNullable(open.get(dot < 0 ? token : token.substring(0, dot)))
        .filter(found -> MessageDigest.isEqual(found.token, bytes(token)))
        .map(Open::visit)
        .filter(visit -> !visit.isOver(clock.instant()));
  }

  private static byte[] bytes(String token) {
    return token.getBytes(StandardCharsets.UTF_8);
  }

  void closeAll() {
    open.keySet().forEach(this::close);
  }

  /** A visit and the token that opens it. */
  private record Open(Visit visit, byte[] token) {}
}
