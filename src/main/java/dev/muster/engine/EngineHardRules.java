package dev.muster.engine;

import dev.muster.routing.HardRules;
import java.util.Optional;
import org.camunda.bpm.engine.DecisionService;
import org.camunda.bpm.engine.variable.Variables;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** routing.dmn, newest version. */
@Component
class EngineHardRules implements HardRules {
  private final DecisionService decisions;

  EngineHardRules(@Lazy DecisionService decisions) {
    this.decisions = decisions;
  }

  @Override
  public Optional<String> model(String role, String task, String phase) {
    var input =
        Variables.createVariables()
            .putValue("role", role)
            .putValue("task", task)
            .putValue("phase", phase);
    var row =
        decisions
            .evaluateDecisionTableByKey("routing-rule")
            .variables(input)
            .evaluate()
            .getSingleResult();
    String model = row == null ? null : row.getEntry("model");
    return Optional.ofNullable(model).filter(name -> !name.isBlank());
  }
}
