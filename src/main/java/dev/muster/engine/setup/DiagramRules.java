package dev.muster.engine.setup;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.camunda.bpm.engine.impl.util.xml.Namespace;

/**
 * Refuses diagrams that could run code of their own: whatever a worker does is external with a
 * known topic, user tasks have a group. Defence in depth; the right to deploy stays with modelers.
 */
final class DiagramRules extends AbstractBpmnParseListener {
  private static final Namespace CAMUNDA = new Namespace("http://camunda.org/schema/1.0/bpmn");
  private static final Set<String> RUNNING_CODE =
      Set.of("script", "connector", "executionListener", "taskListener", "field");
  private static final List<String> REACHING_CODE =
      List.of(
          "class",
          "delegateExpression",
          "expression",
          "resultVariable",
          "formHandlerClass",
          "variableMappingClass",
          "variableMappingDelegateExpression");
  private static final Pattern REACHING_CLASSES =
      Pattern.compile("(?i)getclass|[.]class\\b|classloader|forname|processengine");
  private final Set<String> topics;

  DiagramRules(Set<String> topics) {
    this.topics = topics;
  }

  @Override
  public void parseServiceTask(Element task, ScopeImpl scope, ActivityImpl activity) {
    if (!"external".equals(task.attributeNS(CAMUNDA, "type"))) {
      refuse(task, "a service task must be external with a topic");
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

  private void walk(Element element) {
    if (RUNNING_CODE.contains(element.getTagName())) {
      refuse(element, element.getTagName() + " is not allowed in diagrams, use a topic");
    }
    for (var attribute : REACHING_CODE) {
      if (element.attributeNS(CAMUNDA, attribute) != null) {
        refuse(element, "camunda:" + attribute + " is not allowed, use a topic");
      }
    }
    if (element.getTagName().equals("conditionExpression")) {
      expressionOnly(element);
    }
    worked(element);
    sees(element, element.getText());
    element.attributes().forEach(name -> sees(element, element.attribute(name)));
    if (element.getTagName().equals("multiInstanceLoopCharacteristics")) {
      parallel(element);
    }
    element.elements().forEach(this::walk);
  }

  /** Send tasks, business rule tasks and message events take the types of service tasks too. */
  private void worked(Element element) {
    var type = element.attributeNS(CAMUNDA, "type");
    if (type == null) {
      return;
    }
    if (!type.equals("external")) {
      refuse(element, "camunda:type " + type + " is not allowed, only external with a topic");
    }
    var topic = element.attributeNS(CAMUNDA, "topic");
    if (topic == null || !topics.contains(topic)) {
      refuse(element, "no worker knows topic " + topic + ", known are " + topics);
    }
  }

  /** The expressions' own fence holds when they run; here their author is told at once. */
  private static void sees(Element element, String text) {
    if (text != null && text.contains("{") && REACHING_CLASSES.matcher(text).find()) {
      refuse(element, "an expression may not reach classes or the engine: " + text.strip());
    }
  }

  /** Without it, branches that end together are done again after a lost lock, calls included. */
  private static void parallel(Element loop) {
    var sequential = "true".equals(loop.attribute("isSequential"));
    if (!sequential && !"true".equals(loop.attributeNS(CAMUNDA, "asyncAfter"))) {
      refuse(loop, "a parallel multi-instance needs camunda:asyncAfter on its loop");
    }
  }

  private static void expressionOnly(Element condition) {
    if (condition.attribute("language") != null
        || condition.attributeNS(CAMUNDA, "resource") != null) {
      refuse(condition, "a condition is an expression, scripts are not allowed");
    }
  }

  private static void refuse(Element element, String why) {
    throw new DiagramRefused(element.attribute("id"), element.getLine(), why);
  }
}
