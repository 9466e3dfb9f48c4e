package dev.muster.engine.setup;

import dev.muster.deployment.DeploymentIds;
import java.util.TreeSet;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.util.xml.Element;

/**
 * Who may start what, and under which id. A person starts a deployment with a plan file and nothing
 * else: its id, its business key and who asked for it are given here. Everything else is started by
 * Muster. Built-in listeners, since a caller may skip all others.
 */
final class BusinessKeys extends AbstractBpmnParseListener {
  private static final String DEPLOYMENT = "swarm-deployment";
  private static final String PLAN = "planFile";
  private static final String ID = "deploymentId";
  private static final String REQUESTER = "requester";

  @Override
  public void parseProcess(Element element, ProcessDefinitionEntity definition) {
    ExecutionListener guard =
        definition.getKey().equals(DEPLOYMENT) ? this::deployment : BusinessKeys::other;
    definition.addBuiltInListener(ExecutionListener.EVENTNAME_START, guard, 0);
  }

  private void deployment(DelegateExecution execution) {
    var user = Context.getCommandContext().getAuthenticatedUserId();
    if (!OwnStarts.own()) {
      asked(execution, user);
      var id = DeploymentIds.fresh();
      execution.setVariable(ID, id);
      execution.setProcessBusinessKey(id);
    }
    if (user != null) {
      execution.setVariable(REQUESTER, user);
    }
  }

  private static void asked(DelegateExecution execution, String user) {
    if (user == null) {
      throw new StartRefused("a deployment is started by a person who is logged in");
    }
    if (!(execution.getVariable(PLAN) instanceof String plan) || plan.isBlank()) {
      throw new StartRefused(
          "a deployment needs the variable planFile: the path of a plan on this machine");
    }
    var others = new TreeSet<>(execution.getVariableNames());
    others.remove(PLAN);
    if (user.equals(execution.getVariable(REQUESTER))) {
      others.remove(REQUESTER);
    }
    if (!others.isEmpty()) {
      throw new StartRefused(
          "a deployment is started with planFile only: leave out " + String.join(", ", others));
    }
  }

  private static void other(DelegateExecution execution) {
    var root = ((ExecutionEntity) execution).getSuperExecution() == null;
    if (root && !OwnStarts.own() && !Administrators.asks()) {
      throw new StartRefused("this process is started by Muster itself: start swarm-deployment");
    }
  }
}
