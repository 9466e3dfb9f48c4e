package dev.muster.engine.setup;

import dev.muster.engine.people.GuardedForms;
import dev.muster.engine.people.GuardedTasks;
import dev.muster.engine.people.GuardedWork;
import dev.muster.engine.people.QuestionListeners;
import dev.muster.engine.pump.BornLocked;
import dev.muster.engine.pump.Topics;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Everything of the engine that properties cannot set. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class EngineSetup extends AbstractProcessEnginePlugin {
  private final BornLocked bornLocked;
  private final QuestionListeners questions;
  private final Topics topics;
  private final ToldIncidents incidents;

  EngineSetup(
      BornLocked bornLocked, QuestionListeners questions, Topics topics, ToldIncidents incidents) {
    this.bornLocked = bornLocked;
    this.questions = questions;
    this.topics = topics;
    this.incidents = incidents;
  }

  @Override
  public void preInit(ProcessEngineConfigurationImpl engine) {
    engine.setCustomHistoryLevels(new ArrayList<>(List.of(new MusterHistoryLevel())));
    engine.setExpressionManager(new SafeExpressions());
    List<BpmnParseListener> before = new ArrayList<>();
    before.add(new DiagramRules(topics.names()));
    engine.setCustomPreBPMNParseListeners(before);
    List<BpmnParseListener> after = new ArrayList<>();
    after.add(bornLocked);
    after.add(questions);
    after.add(new BusinessKeys());
    engine.setCustomPostBPMNParseListeners(after);
    engine.setCompositeIncidentHandlersEnabled(true);
    engine.setCustomIncidentHandlers(incidents.handlers().toList());
    engine.setTaskService(new GuardedTasks());
    engine.setFormService(new GuardedForms());
    engine.setRuntimeService(new GuardedStarts());
    engine.setExternalTaskService(new GuardedWork());
  }
}
