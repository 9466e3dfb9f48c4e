package dev.muster.engine;

import dev.muster.approval.Accounts;
import dev.muster.deployment.ProcessControl;
import dev.muster.engine.pump.LockLost;
import dev.muster.engine.setup.OwnStarts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.MismatchingMessageCorrelationException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Starts, aborts and shows processes. */
@Component
class EngineProcessControl implements ProcessControl {
  private static final String ROOT = "swarm-deployment";
  private static final String ABORT = "Msg_Abort";
  private static final int ABORT_TRIES = 30;

  private final RuntimeService runtime;
  private final RepositoryService repository;
  private final IdentityService identity;
  private final Accounts accounts;
  private final Tokens tokens;

  EngineProcessControl(
      @Lazy RuntimeService runtime,
      @Lazy RepositoryService repository,
      @Lazy IdentityService identity,
      Accounts accounts,
      Tokens tokens) {
    this.runtime = runtime;
    this.repository = repository;
    this.identity = identity;
    this.accounts = accounts;
    this.tokens = tokens;
  }

  @Override
  public void start(
      String process, String businessKey, String user, Map<String, Object> variables) {
    var before = identity.getCurrentAuthentication();
    if (user != null) {
      identity.setAuthentication(user, new ArrayList<>(accounts.groups(user)));
    }
    try {
      OwnStarts.start(() -> runtime.startProcessInstanceByKey(process, businessKey, variables));
    } finally {
      identity.setAuthentication(before);
    }
  }

  /** By instance id: parent and child under one business key make a correlation throw. */
  @Override
  public void abort(String deploymentId) {
    var roots =
        runtime
            .createProcessInstanceQuery()
            .processDefinitionKey(ROOT)
            .processInstanceBusinessKey(deploymentId)
            .list();
    if (roots.isEmpty()) {
      throw new IllegalArgumentException("deployment " + deploymentId + " is not running");
    }
    if (roots.stream().filter(this::aborted).count() == 0) {
      throw new IllegalStateException("deployment " + deploymentId + " is already ending");
    }
  }

  private boolean aborted(ProcessInstance root) {
    try {
      correlate(root.getId());
      return true;
    } catch (MismatchingMessageCorrelationException e) {
      return false;
    }
  }

  /** Work that completes meanwhile holds the same rows: who aborts never sees it. */
  private void correlate(String rootId) {
    for (int i = 1; ; i++) {
      try {
        runtime.createMessageCorrelation(ABORT).processInstanceId(rootId).correlate();
        return;
      } catch (ProcessEngineException e) {
        if (i == ABORT_TRIES || !LockLost.in(e)) {
          throw e;
        }
        pause(i);
      }
    }
  }

  private static void pause(int tries) {
    try {
      Thread.sleep(10L * tries);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean runs(String deploymentId, String process) {
    return instances(deploymentId).stream()
        .anyMatch(i -> i.getProcessDefinitionId().startsWith(process + ":"));
  }

  @Override
  public List<Token> tokens(String deploymentId) {
    return instances(deploymentId).stream().flatMap(i -> tokens.of(i).stream()).toList();
  }

  private List<ProcessInstance> instances(String deploymentId) {
    return runtime.createProcessInstanceQuery().processInstanceBusinessKey(deploymentId).list();
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
