package dev.muster.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All answers that are on their way to a client, or waited for by one. */
final class Relays {
  private final Set<Relay> open = ConcurrentHashMap.newKeySet();

  /** From now on the request needs no thread of the server's. */
  Relay start(HttpServletRequest request, HttpServletResponse response, Replies replies) {
    var relay = new Relay(request, response, replies, open::remove);
    open.add(relay);
    relay.start();
    return relay;
  }

  /** While a provider is silent nobody writes, and only a look tells that a client has gone. */
  void look() {
    RunningGateway.each(open.stream().<Runnable>map(relay -> relay::look).toArray(Runnable[]::new));
  }
}
