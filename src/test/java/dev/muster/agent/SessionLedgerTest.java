package dev.muster.agent;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doNothing;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.client.CliSessions.Ended;
import dev.muster.client.CliSessions.State;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.Usage;
import dev.muster.plan.Model;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

/** A session that was paid for is written, also when the database is started anew just then. */
class SessionLedgerTest {
  private static final Usage USAGE = new Usage(1000, 0, 0, 100, 0);
  private static final Ended ENDED =
      new Ended(State.DONE, "done", null, List.of("m"), 1, List.of(), USAGE, 0, true);

  private final Ledger ledger = mock(Ledger.class);
  private final Model model = mock(Model.class);
  private final SessionLedger sessions =
      new SessionLedger(ledger, null, null, new ObjectMapper(), Clock.systemUTC());

  @Test
  void a_database_that_stumbles_is_asked_again() {
    when(model.answersAs("m")).thenReturn(true);
    doThrow(new DataAccessResourceFailureException("it is starting"))
        .doThrow(new DataAccessResourceFailureException("it is starting"))
        .doNothing()
        .when(ledger)
        .answered(anyLong(), any(), anyBoolean(), any(), any());

    sessions.settle(7, model, ENDED);

    verify(ledger, times(3)).answered(eq(7L), eq("m"), eq(true), eq(USAGE), any());
    verify(ledger, never()).unknown(anyLong(), any());
  }

  @Test
  void another_fault_is_thrown_at_once() {
    doNothing().when(ledger).unknown(anyLong(), any());
    doThrow(new IllegalStateException("broken"))
        .when(ledger)
        .answered(anyLong(), any(), anyBoolean(), any(), any());

    assertThatThrownBy(() -> sessions.settle(7, model, ENDED)).hasMessage("broken");
    verify(ledger, times(1)).answered(anyLong(), any(), anyBoolean(), any(), any());
  }
}
