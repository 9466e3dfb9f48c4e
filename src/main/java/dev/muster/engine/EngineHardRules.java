package dev.muster.engine;

import dev.muster.routing.HardRules;
import java.util.Arrays;
import java.util.List;
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
  public Rule rule(Asked asked) {
    var left = asked.usdLeft() == null ? null : asked.usdLeft().doubleValue();
    var input =
        Variables.createVariables()
            .putValue("role", asked.role())
            .putValue("task", asked.task())
            .putValue("phase", asked.phase())
            .putValue("kind", asked.kind())
            .putValue("dataClass", asked.dataClass())
            .putValue("usdLeft", left);
    var row =
        decisions
            .evaluateDecisionTableByKey("routing-rule")
            .variables(input)
            .evaluate()
            .getSingleResult();
    String model = row == null ? null : row.getEntry("model");
    // A table that an operator wrote before there was this column has none.
    String only = row == null ? null : row.getEntry("only");
    return new Rule(model == null || model.isBlank() ? null : model.strip(), words(only));
  }

  private static List<String> words(String joined) {
    return joined == null
        ? List.of()
        : Arrays.stream(joined.split(",")).map(String::strip).filter(w -> !w.isEmpty()).toList();
  }
}
