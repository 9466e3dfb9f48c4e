package dev.muster.engine;

import dev.muster.approval.Accounts;
import dev.muster.deployment.ProcessControl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.MismatchingMessageCorrelationException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.exception.NullValueException;
import org.camunda.bpm.engine.runtime.ActivityInstance;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Starts, aborts and shows processes. */
@Component
class EngineProcessControl implements ProcessControl {
  private static final String ROOT = "swarm-deployment";
  private static final String ABORT = "Msg_Abort";

  private final RuntimeService runtime;
  private final RepositoryService repository;
  private final IdentityService identity;
  private final Accounts accounts;

  EngineProcessControl(
      @Lazy RuntimeService runtime,
      @Lazy RepositoryService repository,
      @Lazy IdentityService identity,
      Accounts accounts) {
    this.runtime = runtime;
    this.repository = repository;
    this.identity = identity;
    this.accounts = accounts;
  }

  @Override
  public void start(
      String process, String businessKey, String user, Map<String, Object> variables) {
    var before = identity.getCurrentAuthentication();
    if (user != null) {
      identity.setAuthentication(user, new ArrayList<>(accounts.groups(user)));
    }
    try {
      runtime.startProcessInstanceByKey(process, businessKey, variables);
    } finally {
      identity.setAuthentication(before);
    }
  }

  /** By instance id: parent and child under one business key make a correlation throw. */
  @Override
  public void abort(String deploymentId) {
    var root =
        runtime
            .createProcessInstanceQuery()
            .processDefinitionKey(ROOT)
            .processInstanceBusinessKey(deploymentId)
            .singleResult();
    if (root == null) {
      throw new IllegalArgumentException("deployment " + deploymentId + " is not running");
    }
    try {
      runtime.createMessageCorrelation(ABORT).processInstanceId(root.getId()).correlate();
    } catch (MismatchingMessageCorrelationException e) {
      throw new IllegalStateException("deployment " + deploymentId + " is already ending", e);
    }
  }

  @Override
  public boolean runs(String deploymentId, String process) {
    return instances(deploymentId).stream().anyMatch(i -> process(i).equals(process));
  }

  @Override
  public List<Token> tokens(String deploymentId) {
    var tokens = new ArrayList<Token>();
    for (var instance : instances(deploymentId)) {
      var tree = runtime.getActivityInstance(instance.getId());
      if (tree != null) {
        collect(process(instance), tree, tokens);
      }
    }
    return tokens;
  }

  private List<ProcessInstance> instances(String deploymentId) {
    return runtime.createProcessInstanceQuery().processInstanceBusinessKey(deploymentId).list();
  }

  private static String process(ProcessInstance instance) {
    return instance.getProcessDefinitionId().split(":")[0];
  }

  private void collect(String process, ActivityInstance tree, List<Token> tokens) {
    if (tree.getChildActivityInstances().length == 0
        && !tree.getActivityId().equals(tree.getProcessDefinitionId())) {
      tokens.add(
          new Token(
              process,
              tree.getProcessInstanceId(),
              tree.getActivityId(),
              tree.getActivityName(),
              subject(tree)));
    }
    for (var child : tree.getChildActivityInstances()) {
      collect(process, child, tokens);
    }
    for (var transition : tree.getChildTransitionInstances()) {
      tokens.add(
          new Token(
              process,
              tree.getProcessInstanceId(),
              transition.getActivityId(),
              transition.getActivityName(),
              ""));
    }
  }

  private String subject(ActivityInstance leaf) {
    var execution = leaf.getExecutionIds().length == 0 ? null : leaf.getExecutionIds()[0];
    if (execution == null) {
      return "";
    }
    var variables = variables(execution);
    for (var name : List.of("agent", "binding", "wave")) {
      if (variables.get(name) != null) {
        return variables.get(name).toString();
      }
    }
    return "";
  }

  /** Empty when the token has moved on since it was seen. */
  private Map<String, Object> variables(String execution) {
    try {
      return runtime.getVariables(execution, List.of("agent", "binding", "wave"));
    } catch (NullValueException e) {
      return Map.of();
    }
  }

  @Override
  public List<String> incidents(String deploymentId) {
    return instances(deploymentId).stream()
        .flatMap(i -> runtime.createIncidentQuery().processInstanceId(i.getId()).list().stream())
        .filter(i -> i.getId().equals(i.getRootCauseIncidentId()))
        .map(i -> i.getActivityId() + ": " + i.getIncidentMessage())
        .toList();
  }

  @Override
  public String diagram(String process) {
    var definition =
        repository
            .createProcessDefinitionQuery()
            .processDefinitionKey(process)
            .latestVersion()
            .singleResult();
    if (definition == null) {
      throw new IllegalArgumentException("no such process: " + process);
    }
    try (var model = repository.getProcessModel(definition.getId())) {
      return new String(model.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
