package dev.muster.engine.setup;

import dev.muster.deployment.DeploymentIds;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.util.xml.Element;

/** A deployment started from Tasklist's form gets its id and business key here. */
final class BusinessKeys extends AbstractBpmnParseListener {

  @Override
  public void parseProcess(Element element, ProcessDefinitionEntity definition) {
    if (definition.getKey().equals("swarm-deployment")) {
      definition.addListener(ExecutionListener.EVENTNAME_START, (ExecutionListener) this::name);
    }
  }

  private void name(DelegateExecution execution) {
    if (execution.getVariable("deploymentId") == null) {
      execution.setVariable("deploymentId", DeploymentIds.fresh());
    }
    if (execution.getProcessBusinessKey() == null) {
      execution.setProcessBusinessKey((String) execution.getVariable("deploymentId"));
    }
  }
}
