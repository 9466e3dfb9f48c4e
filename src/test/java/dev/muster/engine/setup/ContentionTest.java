package dev.muster.engine.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.exception.NullValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database ends to break a deadlock is done again like what the engine refuses. */
class ContentionTest {
  private final AtomicInteger tries = new AtomicInteger();

  @ParameterizedTest
  @ValueSource(strings = {"40P01", "40001", "23503"})
  void what_another_transaction_stood_in_the_way_of_is_done_again(String state) {
    Contention.outlast(5, () -> failTwice(flushing(state)));
    assertThat(tries).hasValue(3);
  }

  @Test
  void so_is_what_a_newer_revision_stood_in_the_way_of() {
    Contention.outlast(5, () -> failTwice(new OptimisticLockingException("newer")));
    assertThat(tries).hasValue(3);
  }

  @Test
  void so_is_an_interruption_of_what_ends_at_that_moment() {
    var ended = "Cannot restore state of process instance 1: list of executions is empty";
    Contention.outlast(5, () -> failTwice(new NullValueException(ended)));
    assertThat(tries).hasValue(3);
  }

  @Test
  void not_for_ever() {
    assertThatThrownBy(() -> Contention.outlast(2, () -> failTwice(flushing("40P01"))))
        .hasMessage("flush");
    assertThat(tries).hasValue(2);
  }

  @Test
  void any_other_fault_is_not() {
    assertThatThrownBy(() -> Contention.outlast(5, () -> failTwice(flushing("23505"))))
        .hasMessage("flush");
    assertThatThrownBy(() -> Contention.outlast(5, () -> failTwice(flushing(null))))
        .hasMessage("flush");
    assertThat(tries).hasValue(2);
  }

  private void failTwice(RuntimeException failure) {
    if (tries.incrementAndGet() <= 2) {
      throw failure;
    }
  }

  /** As the engine wraps what a batch of statements says. */
  private static RuntimeException flushing(String state) {
    var said = new SQLException("deadlock detected", state);
    var batch = new BatchUpdateException(new int[0], said);
    return new ProcessEngineException("flush", new RuntimeException(batch));
  }
}
