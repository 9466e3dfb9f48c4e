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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @Test
  void a_missing_variable_is_told_once_and_with_the_plans_hint() {
    assertThat(
            said("linear needs LINEAR_API_KEY: set it in the environment or in data/secrets.env"))
        .isEqualTo(
            "mcporter:linear is NEEDS_AUTH: linear needs LINEAR_API_KEY: set it in the environment"
                + " or in data/secrets.env. Then choose RETRY; or SKIP with a reason. The value"
                + " itself is never entered here.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "uvx is not on the PATH. Mend: install it",
        "linear cannot be reached at 127.0.0.1:1. Mend: start it",
      })
  void nobody_is_told_to_set_a_variable_for_a_server_that_is_not_there(String reason) {
    assertThat(said(State.OFFLINE, reason))
        .isEqualTo(
            "mcporter:linear is OFFLINE: "
                + reason
                + ". When it can be started, or reached, from this machine choose RETRY; or SKIP"
                + " with a reason. The value itself is never entered here.");
  }

  @Test
  void a_file_that_could_not_be_written_is_to_be_mended() {
    assertThat(said(State.FAILED, "settings.json: it changed while Muster wrote"))
        .contains("it changed while Muster wrote. When that is mended choose RETRY;")
        .doesNotContain("variable");
  }

  private String said(String reason) {
    return said(State.NEEDS_AUTH, reason);
  }

  private String said(State state, String reason) {
    var binding = new Binding("mcporter", "linear");
    when(probe.states("d-1"))
        .thenReturn(
            List.of(
                new BindingState(
                    "d-1",
                    binding,
                    state,
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
