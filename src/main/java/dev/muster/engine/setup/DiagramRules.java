package dev.muster.engine.setup;

import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.camunda.bpm.engine.impl.util.xml.Namespace;

/**
 * Refuses diagrams that could run code of their own: service tasks are external with a known topic,
 * user tasks have a group. Defence in depth; the right to deploy stays with modelers.
 */
final class DiagramRules extends AbstractBpmnParseListener {
  private static final Namespace CAMUNDA = new Namespace("http://camunda.org/schema/1.0/bpmn");
  private final Set<String> topics;

  DiagramRules(Set<String> topics) {
    this.topics = topics;
  }

  @Override
  public void parseServiceTask(Element task, ScopeImpl scope, ActivityImpl activity) {
    if (!"external".equals(task.attributeNS(CAMUNDA, "type"))) {
      refuse(task, "a service task must be external with a topic");
    }
    var topic = task.attributeNS(CAMUNDA, "topic");
    if (topic == null || !topics.contains(topic)) {
      refuse(task, "no worker knows topic " + topic + ", known are " + topics);
    }
  }

  @Override
  public void parseScriptTask(Element task, ScopeImpl scope, ActivityImpl activity) {
    refuse(task, "script tasks are not allowed, use a service task with a topic");
  }

  @Override
  public void parseUserTask(Element task, ScopeImpl scope, ActivityImpl activity) {
    if (task.attributeNS(CAMUNDA, "candidateGroups") == null) {
      refuse(task, "a user task needs camunda:candidateGroups");
    }
  }

  @Override
  public void parseRootElement(Element root, List<ProcessDefinitionEntity> definitions) {
    walk(root);
  }

  private static void walk(Element element) {
    if (element.getTagName().equals("script")) {
      refuse(element, "scripts are not allowed in diagrams");
    }
    for (var attribute : List.of("class", "delegateExpression", "resultVariable")) {
      if (element.attributeNS(CAMUNDA, attribute) != null) {
        refuse(element, "camunda:" + attribute + " is not allowed, use a topic");
      }
    }
    element.elements().forEach(DiagramRules::walk);
  }

  private static void refuse(Element element, String why) {
    throw new DiagramRefused(element.attribute("id"), element.getLine(), why);
  }
}
