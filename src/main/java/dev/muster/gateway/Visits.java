package dev.muster.gateway;

import dev.muster.toolbelt.RunTokens;
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
  private final ConcurrentMap<String, Visit> open = new ConcurrentHashMap<>();

  Visits(RunTokens tokens, Duration life, Clock clock) {
    this.tokens = tokens;
    this.life = life;
    this.clock = clock;
  }

  /** The token of this caller, who is let in from now on. */
  String open(Caller caller) {
    var token = tokens.tokenFor(caller.subject());
    var visit = new Visit(caller, clock.instant().plus(life));
    var before = open.put(caller.subject(), visit);
    if (before != null) {
      // Another try of the run; what the one before left under way is nobody's.
      before.close(SETTLING);
    }
    return token;
  }

  void close(String subject) {
    var visit = open.remove(subject);
    if (visit != null) {
      visit.close(SETTLING);
    }
  }

  /** Whose token this is, if it is good. */
  Optional<Visit> find(String token) {
    return tokens.runOf(token).map(open::get).filter(visit -> !visit.isOver(clock.instant()));
  }

  void closeAll() {
    open.keySet().forEach(this::close);
  }
}
