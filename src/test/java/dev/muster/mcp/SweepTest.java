package dev.muster.mcp;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Idle sessions go on being closed after one that cannot be. */
class SweepTest {

  @Test
  void one_that_cannot_be_closed_does_not_end_the_sweeping() {
    Connection odd = connection();
    Connection next = connection();
    doThrow(new OutOfMemoryError("no thread")).when(odd).close();
    Connections connections = mock(Connections.class);
    when(connections.open(any())).thenReturn(odd, next);
    Duration moment = Duration.ofMillis(100);
    var sessions =
        new WarmSessions(connections, new SessionLimits(9, moment, moment, moment, moment));
    try {
      sessions.tools("a", McpFixture.node("shared"));
      verify(odd, timeout(10_000)).close();
      sessions.tools("b", McpFixture.node("shared"));
      verify(next, timeout(10_000)).close();
    } finally {
      sessions.destroy();
    }
  }

  private static Connection connection() {
    Connection connection = mock(Connection.class);
    when(connection.tools(any())).thenReturn(new Listing("fixture"));
    return connection;
  }
}
