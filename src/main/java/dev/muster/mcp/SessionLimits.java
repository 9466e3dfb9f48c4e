package dev.muster.mcp;

import java.time.Duration;

/**
 * How many warm sessions there are, and for how long.
 *
 * @param sessions at most
 * @param ping a session that was silent for longer is asked for a sign of life before its next use
 * @param listed tools that a server showed over HTTP longer ago are asked for again: no
 *     notification may ever come, and another server may answer there now
 * @param linger a session that its last user has left waits so long for another one
 * @param idle a session that nobody calls for longer is closed, whoever may still want it
 */
record SessionLimits(int sessions, Duration ping, Duration listed, Duration linger, Duration idle) {

  static SessionLimits standard() {
    return of(200);
  }

  static SessionLimits of(int sessions) {
    return new SessionLimits(
        sessions,
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofMinutes(2),
        Duration.ofMinutes(30));
  }
}
