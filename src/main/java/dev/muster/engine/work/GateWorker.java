package dev.muster.engine.work;

import dev.muster.deployment.Measures;
import dev.muster.engine.pump.WorkItem;
import dev.muster.engine.pump.WorkPool;
import dev.muster.engine.pump.Worker;
import dev.muster.gate.Gates;
import dev.muster.gate.Verdict;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Judges a gate from what is stored. */
@Configuration
class GateWorker {

  @Bean
  Worker judgeGate(WorkPool pool, Measures measures, Gates gates) {
    return pool.worker("judge-gate", item -> judge(item, measures, gates));
  }

  private static Map<String, Object> judge(WorkItem item, Measures measures, Gates gates) {
    var gate = item.text("gate");
    var subject = String.valueOf(item.variables().getOrDefault("subject", ""));
    var measured = measures.of(item.deploymentId(), gate, subject);
    var verdict =
        gates.judge(item.deploymentId(), gate, subject, measured, item.taskId()).verdict();
    var output = new HashMap<String, Object>();
    output.put("verdict", verdict.name());
    if (verdict == Verdict.PASS && item.text("approval").equals("none")) {
      output.put("gateOutcome", "GO");
    }
    if (verdict == Verdict.FAIL && item.text("onFail").equals("take-back")) {
      output.put("gateOutcome", "TAKE_BACK");
    }
    return output;
  }
}
