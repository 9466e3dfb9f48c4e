package dev.muster.engine.pump;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.junit.jupiter.api.Test;

/**
 * What PostgreSQL ends to break a deadlock is done again like what the engine's revisions refuse.
 */
class LockLostTest {

  @Test
  void a_newer_revision_and_a_deadlock_may_be_done_again() {
    assertThat(LockLost.in(new OptimisticLockingException("newer"))).isTrue();
    assertThat(LockLost.in(flushing("40P01"))).isTrue();
    assertThat(LockLost.in(flushing("40001"))).isTrue();
    assertThat(LockLost.in(flushing("23503"))).as("a child that came meanwhile").isTrue();
  }

  @Test
  void any_other_fault_may_not() {
    assertThat(LockLost.in(flushing("23505"))).isFalse();
    assertThat(LockLost.in(flushing(null))).isFalse();
    assertThat(LockLost.in(new IllegalStateException("no"))).isFalse();
  }

  /** As the engine wraps what a batch of statements says. */
  private static RuntimeException flushing(String state) {
    var said = new SQLException("deadlock detected", state);
    var batch = new BatchUpdateException(new int[0], said);
    return new ProcessEngineException("flush", new RuntimeException(batch));
  }
}
