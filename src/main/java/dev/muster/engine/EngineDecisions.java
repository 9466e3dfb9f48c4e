package dev.muster.engine;

import dev.muster.gate.Decisions;
import dev.muster.gate.Verdict;
import java.math.BigDecimal;
import org.camunda.bpm.engine.DecisionService;
import org.camunda.bpm.engine.variable.Variables;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** gates.dmn, newest version. */
@Component
class EngineDecisions implements Decisions {
  private final DecisionService decisions;

  EngineDecisions(@Lazy DecisionService decisions) {
    this.decisions = decisions;
  }

  @Override
  public Ruling rule(String criterion, BigDecimal measured, BigDecimal limit, boolean missing) {
    var input =
        Variables.createVariables()
            .putValue("criterion", criterion)
            .putValue("measured", measured == null ? null : measured.doubleValue())
            .putValue("limit", limit == null ? null : limit.doubleValue())
            .putValue("missing", missing);
    var row =
        decisions
            .evaluateDecisionTableByKey("gate-criterion")
            .variables(input)
            .evaluate()
            .getSingleResult();
    if (row == null) {
      return new Ruling(Verdict.INCONCLUSIVE, "no rule of gates.dmn knows " + criterion);
    }
    return new Ruling(Verdict.valueOf(row.getEntry("verdict")), row.getEntry("reason"));
  }
}
