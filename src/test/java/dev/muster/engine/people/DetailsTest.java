package dev.muster.engine.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.muster.approval.Kind;
import dev.muster.mcp.Probe;
import dev.muster.mcp.Probe.BindingState;
import dev.muster.mcp.Probe.State;
import dev.muster.plan.Binding;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.TestPlans;
import dev.muster.secret.MapSecrets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What "Provide credentials" says in words. */
class DetailsTest {
  @TempDir Path folder;
  private final Probe probe = mock(Probe.class);

  @Test
  void a_missing_login_is_answered_by_the_command_and_not_by_a_variable() {
    assertThat(said("linear needs a login: run ./muster login linear"))
        .isEqualTo(
            "mcporter:linear is NEEDS_AUTH: linear needs a login: run ./muster login linear. Then"
                + " choose RETRY; or SKIP with a reason. The value itself is never entered here.");
  }

  @Test
  void a_refused_header_is_answered_by_a_variable() {
    assertThat(said("linear answered 401"))
        .contains("linear answered 401. Set the variable in the environment or in ")
        .contains("secrets.env, then choose RETRY");
  }

  private String said(String reason) {
    var binding = new Binding("mcporter", "linear");
    when(probe.states("d-1"))
        .thenReturn(
            List.of(
                new BindingState(
                    "d-1",
                    binding,
                    State.NEEDS_AUTH,
                    List.of(),
                    null,
                    List.of(),
                    List.of(),
                    reason,
                    Instant.EPOCH)));
    var plans = mock(DeploymentPlans.class);
    var plan = TestPlans.read(TestPlans.file(folder));
    when(plans.of("d-1")).thenReturn(plan);
    var task = mock(DelegateTask.class);
    when(task.getVariable("deploymentId")).thenReturn("d-1");
    when(task.getVariable("binding")).thenReturn(binding.id());
    return new Details(probe, plans, null, null, new MapSecrets(), null)
        .of(Kind.PROVIDE_CREDENTIALS, task);
  }
}
