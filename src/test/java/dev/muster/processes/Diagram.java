package dev.muster.processes;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaIn;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputParameter;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaOut;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;

/** One file of {@code processes/} as the engine reads it. */
record Diagram(Path file, BpmnModelInstance model) {

  static final Path FOLDER = Path.of("processes");

  static Diagram named(String name) {
    var file = FOLDER.resolve(name + ".bpmn");
    return new Diagram(file, Bpmn.readModelFromFile(file.toFile()));
  }

  static List<Diagram> all() {
    return Contract.TOPICS.keySet().stream().sorted().map(Diagram::named).toList();
  }

  String id() {
    return process().getId();
  }

  Process process() {
    return model.getModelElementsByType(Process.class).iterator().next();
  }

  <T extends ModelElementInstance> Collection<T> every(Class<T> type) {
    return model.getModelElementsByType(type);
  }

  TreeSet<String> topics() {
    return every(ServiceTask.class).stream()
        .map(ServiceTask::getCamundaTopic)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  List<ServiceTask> working(String topic) {
    return every(ServiceTask.class).stream()
        .filter(t -> t.getCamundaTopic().equals(topic))
        .toList();
  }

  UserTask userTask(String id) {
    return model.getModelElementById(id);
  }

  /** Conditions of the flows that leave an element, by the id of the element they lead to. */
  Map<String, String> ways(String id) {
    var ways = new TreeMap<String, String>();
    FlowNode node = model.getModelElementById(id);
    for (SequenceFlow flow : node.getOutgoing()) {
      var condition = flow.getConditionExpression();
      ways.put(flow.getTarget().getId(), condition == null ? "else" : condition.getTextContent());
    }
    return ways;
  }

  static Map<String, String> inputs(BaseElement element) {
    var inputs = new TreeMap<String, String>();
    for (var in : extensions(element, CamundaInputParameter.class)) {
      inputs.put(in.getCamundaName(), in.getTextContent());
    }
    return inputs;
  }

  static Map<String, String> passedIn(CallActivity call) {
    var passed = new TreeMap<String, String>();
    for (var in : extensions(call, CamundaIn.class)) {
      if (in.getCamundaTarget() == null) continue;
      var source = in.getCamundaSource();
      passed.put(in.getCamundaTarget(), source != null ? source : in.getCamundaSourceExpression());
    }
    return passed;
  }

  static Map<String, String> passedOut(CallActivity call) {
    return extensions(call, CamundaOut.class).stream()
        .collect(Collectors.toMap(CamundaOut::getCamundaSource, CamundaOut::getCamundaTarget));
  }

  private static <T extends ModelElementInstance> List<T> extensions(
      BaseElement element, Class<T> type) {
    var extensions = element.getExtensionElements();
    if (extensions == null) return List.of();
    return inside(extensions, type);
  }

  private static <T extends ModelElementInstance> List<T> inside(
      ModelElementInstance parent, Class<T> type) {
    var own = parent.getModelInstance().getModelElementsByType(type).stream();
    return own.filter(e -> within(e, parent)).toList();
  }

  private static boolean within(ModelElementInstance element, ModelElementInstance parent) {
    for (var e = element; e != null; e = e.getParentElement()) {
      if (e.equals(parent)) return true;
    }
    return false;
  }
}
