package dev.muster.engine;

import dev.muster.deployment.ProcessControl.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.ActivityInstance;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Reads where the tokens of one instance stand. */
@Component
class Tokens {
  private final RuntimeService runtime;
  private final ManagementService management;
  private final TokenNames names;

  Tokens(@Lazy RuntimeService runtime, @Lazy ManagementService management, TokenNames names) {
    this.runtime = runtime;
    this.management = management;
    this.names = names;
  }

  List<Token> of(ProcessInstance instance) {
    var tokens = new ArrayList<Token>();
    var tree = runtime.getActivityInstance(instance.getId());
    if (tree != null) {
      collect(instance.getProcessDefinitionId().split(":")[0], tree, tokens);
    }
    return tokens;
  }

  private void collect(String process, ActivityInstance tree, List<Token> tokens) {
    var leaf =
        tree.getChildActivityInstances().length == 0
            && tree.getChildTransitionInstances().length == 0;
    if (leaf && !tree.getActivityId().equals(tree.getProcessDefinitionId())) {
      tokens.add(standing(process, tree));
    }
    for (var child : tree.getChildActivityInstances()) {
      collect(process, child, tokens);
    }
    if (tree.getChildTransitionInstances().length > 0) {
      waiting(process, tree, tokens);
    }
  }

  private Token standing(String process, ActivityInstance at) {
    var execution = at.getExecutionIds().length == 0 ? null : at.getExecutionIds()[0];
    return new Token(
        process,
        at.getProcessInstanceId(),
        at.getActivityId(),
        names.filled(at.getActivityName(), execution),
        names.subject(execution));
  }

  /**
   * Tokens that wait for a job. The ended branches of a multi-instance look the same in the tree
   * but have none.
   */
  private void waiting(String process, ActivityInstance tree, List<Token> tokens) {
    var withJob = withJob(tree.getProcessInstanceId());
    for (var transition : tree.getChildTransitionInstances()) {
      var execution = transition.getExecutionId();
      if (withJob.contains(execution)) {
        tokens.add(
            new Token(
                process,
                tree.getProcessInstanceId(),
                transition.getActivityId(),
                names.filled(transition.getActivityName(), execution),
                names.subject(execution)));
      }
    }
  }

  private Set<String> withJob(String instance) {
    return management.createJobQuery().processInstanceId(instance).list().stream()
        .map(Job::getExecutionId)
        .collect(Collectors.toSet());
  }
}
