package dev.muster.engine.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.engine.people.GuardedWork;
import dev.muster.store.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine refuses of diagrams and of starts, on a bare engine with our rules. */
class StartsAndDiagramsTest {
  private static final String DIAGRAM =
      """
      <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
          xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="t">
        <message id="m" name="m"/>
        <process id="%s" isExecutable="true" camunda:historyTimeToLive="P1D">
          <startEvent id="start" camunda:initiator="requester"/>
          <sequenceFlow id="f1" sourceRef="start" targetRef="work"/>
          %s
          <sequenceFlow id="f2" sourceRef="work" targetRef="end"/>
          <endEvent id="end"/>
        </process>
      </definitions>
      """;
  private static final String WORK =
      "<serviceTask id='work' camunda:type='external' camunda:topic='known'/>";
  private static ProcessEngine engine;

  @BeforeAll
  static void startEngine() {
    var database = TestDatabase.freshProperties("starts_and_diagrams");
    var setup = new StandaloneProcessEngineConfiguration();
    setup.setProcessEngineName("starts-and-diagrams");
    setup.setJdbcDriver("org.postgresql.Driver");
    setup.setJdbcUrl(database.get("spring.datasource.url"));
    setup.setJdbcUsername(database.get("spring.datasource.username"));
    setup.setJdbcPassword(database.get("spring.datasource.password"));
    setup.setDatabaseSchemaUpdate("true");
    setup.setHistory("none");
    setup.setJobExecutorActivate(false);
    setup.setMetricsEnabled(false);
    setup.setAuthorizationEnabled(true);
    setup.setCustomPreBPMNParseListeners(
        new ArrayList<>(List.of(new DiagramRules(Set.of("known")))));
    setup.setCustomPostBPMNParseListeners(new ArrayList<>(List.of(new BusinessKeys())));
    setup.setRuntimeService(new GuardedStarts());
    setup.setExternalTaskService(new GuardedWork());
    engine = setup.buildProcessEngine();
    deploy("swarm-deployment", WORK);
    deploy("gate-review", WORK);
    grant(Permissions.CREATE_INSTANCE, Resources.PROCESS_DEFINITION);
    grant(Permissions.READ_INSTANCE, Resources.PROCESS_DEFINITION);
    grant(Permissions.CREATE, Resources.PROCESS_INSTANCE);
  }

  private static void grant(Permissions permission, Resources resource) {
    var right = engine.getAuthorizationService();
    var found =
        right.createAuthorizationQuery().groupIdIn("operators").resourceType(resource).list();
    var given =
        found.isEmpty()
            ? right.createNewAuthorization(Authorization.AUTH_TYPE_GRANT)
            : found.get(0);
    given.setGroupId("operators");
    given.setResource(resource);
    given.setResourceId(Authorization.ANY);
    given.addPermission(permission);
    right.saveAuthorization(given);
  }

  @AfterAll
  static void stopEngine() {
    engine.close();
  }

  @AfterEach
  void nobody() {
    engine.getIdentityService().clearAuthentication();
  }

  private static void deploy(String process, String work) {
    engine
        .getRepositoryService()
        .createDeployment()
        .addString(process + ".bpmn", DIAGRAM.formatted(process, work))
        .deploy();
  }

  private static void as(String user, String... groups) {
    engine.getIdentityService().setAuthentication(user, List.of(groups));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<sendTask id='work' camunda:type='shell'><extensionElements><camunda:field"
            + " name='command' stringValue='id'/></extensionElements></sendTask>",
        "<sendTask id='work' camunda:type='external' camunda:topic='unknown'/>",
        "<businessRuleTask id='work' camunda:type='external' camunda:topic='unknown'/>",
        "<sendTask id='work' camunda:expression='${1}'/>",
        "<intermediateThrowEvent id='work'><messageEventDefinition messageRef='m'"
            + " camunda:type='shell'><extensionElements><camunda:field name='command'"
            + " stringValue='id'/></extensionElements></messageEventDefinition>"
            + "</intermediateThrowEvent>",
        "<intermediateThrowEvent id='work'><messageEventDefinition messageRef='m'"
            + " camunda:expression='${1}'/></intermediateThrowEvent>",
        "<task id='work'><extensionElements><camunda:executionListener event='start'"
            + " expression='${1}'/></extensionElements></task>"
      })
  void refusesWhatCouldRunCode(String work) {
    assertThatThrownBy(() -> deploy("anything", work))
        .hasMessageMatching("(?s).*element .*(must be|not allowed|no worker knows).*");
  }

  @Test
  void takesKnownTopicsWhereverTheyStand() {
    deploy("sends", "<sendTask id='work' camunda:type='external' camunda:topic='known'/>");
  }

  @Test
  void whoAsksIsWhoIsLoggedIn() {
    as("olga", "operators");
    var instance = start("swarm-deployment", "my-key", Map.of("planFile", "a.yaml"));
    nobody();
    var runtime = engine.getRuntimeService();
    assertThat(runtime.getVariable(instance, "requester")).isEqualTo("olga");
    var id = (String) runtime.getVariable(instance, "deploymentId");
    assertThat(id).matches("d-[a-z0-9]{8}");
    assertThat(runtime.createProcessInstanceQuery().processInstanceBusinessKey(id).count())
        .isEqualTo(1);
  }

  @Test
  void refusesEveryOtherVariable() {
    as("olga", "operators", "camunda-admin");
    for (var name : List.of("requester", "deploymentId", "waves")) {
      assertThatThrownBy(
              () -> start("swarm-deployment", null, Map.of("planFile", "a.yaml", name, "ghost")))
          .isInstanceOf(StartRefused.class)
          .hasMessageContaining("leave out " + name);
    }
    assertThatThrownBy(() -> start("swarm-deployment", null, Map.of()))
        .hasMessageContaining("planFile");
  }

  @Test
  void onlyAdministratorsStartElsewhere() {
    as("olga", "operators");
    assertThatThrownBy(
            () ->
                engine
                    .getRuntimeService()
                    .createProcessInstanceByKey("swarm-deployment")
                    .setVariable("planFile", "a.yaml")
                    .startAfterActivity("work")
                    .execute(true, true))
        .hasMessageContaining("administrators");
    assertThatThrownBy(() -> start("gate-review", null, Map.of()))
        .hasMessageContaining("started by Muster itself");
    as("olga", "operators", "camunda-admin");
    assertThat(start("gate-review", null, Map.of())).isNotNull();
  }

  @Test
  void musterStartsWithItsOwnVariables() {
    as("olga", "operators");
    OwnStarts.start(() -> start("swarm-deployment", "d-own", Map.of("deploymentId", "d-own")));
    OwnStarts.start(() -> start("gate-review", "d-own", Map.of("gate", "wave-1")));
    assertThat(OwnStarts.own()).isFalse();
  }

  @Test
  void operatorsRetryIncidentsOfCalledProcesses() {
    OwnStarts.start(() -> start("gate-review", "retried", Map.of()));
    var tasks = engine.getExternalTaskService();
    var task = tasks.fetchAndLock(100, "w").topic("known", 60_000).execute().get(0).getId();
    tasks.handleFailure(task, "w", "down", 0, 0);
    as("nobody", "approvers");
    assertThatThrownBy(() -> tasks.setRetries(task, 1)).isInstanceOf(AuthorizationException.class);
    as("olga", "operators");
    tasks.setRetries(task, 1);
    assertThat(tasks.createExternalTaskQuery().externalTaskId(task).singleResult().getRetries())
        .isEqualTo(1);
    assertThatThrownBy(() -> tasks.complete(task, "w")).isInstanceOf(AuthorizationException.class);
  }

  private static String start(String process, String key, Map<String, Object> variables) {
    return engine
        .getRuntimeService()
        .startProcessInstanceByKey(process, key, variables)
        .getProcessInstanceId();
  }
}
