package dev.muster.engine.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.engine.World;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The engine's settings as it has them, not as a file says them. */
class SettingsTest {
  private static final World WORLD = World.get();
  private static final Path PROCESSES = Path.of("processes");

  private static ProcessEngineConfigurationImpl engine() {
    return (ProcessEngineConfigurationImpl)
        WORLD.bean(ProcessEngine.class).getProcessEngineConfiguration();
  }

  private static RepositoryService repository() {
    return WORLD.bean(RepositoryService.class);
  }

  @Test
  void the_history_level_is_our_own_and_stored() {
    assertThat(engine().getHistoryLevel().getName()).isEqualTo("muster");
    var stored =
        WORLD
            .bean(JdbcClient.class)
            .sql("select value_ from public.act_ge_property where name_ = 'historyLevel'")
            .query(String.class)
            .single();
    assertThat(stored).isEqualTo(String.valueOf(engine().getHistoryLevel().getId()));
  }

  @Test
  void failures_are_exceptions_with_bounded_retries() {
    assertThat(engine().isEnableExceptionsAfterUnhandledBpmnError()).isTrue();
    assertThat(engine().getDefaultNumberOfRetries()).isEqualTo(3);
    assertThat(engine().getFailedJobRetryTimeCycle()).isEqualTo("PT2S,PT10S,PT1M");
    assertThat(engine().isSkipOutputMappingOnCanceledActivities()).isTrue();
    assertThat(engine().isAuthorizationEnabled()).isTrue();
    assertThat(engine().isDeserializationTypeValidationEnabled()).isTrue();
    assertThat(engine().isEnableExpressionsInAdhocQueries()).isFalse();
  }

  /** Instances of other tests of this JVM count too: what is needed is there, values never are. */
  @Test
  void history_knows_what_happened_and_no_values() {
    var trace = dev.muster.engine.Traced.deployment();
    var history = WORLD.bean(HistoryService.class);
    var instance =
        history
            .createHistoricProcessInstanceQuery()
            .processInstanceBusinessKey(trace)
            .processDefinitionKey("swarm-deployment")
            .singleResult();
    var removed = instance.getRemovalTime().toInstant();
    assertThat(engine().getHistoryRemovalTimeStrategy()).isEqualTo("start");
    assertThat(Duration.between(instance.getStartTime().toInstant(), removed).toDays())
        .isBetween(364L, 366L);
    var root = instance.getId();
    assertThat(history.createHistoricActivityInstanceQuery().processInstanceId(root).count())
        .isPositive();
    assertThat(history.createHistoricTaskInstanceQuery().rootProcessInstanceId(root).count())
        .isPositive();
    assertThat(
            history
                .createHistoricExternalTaskLogQuery()
                .processInstanceId(root)
                .successLog()
                .count())
        .isPositive();
    assertThat(history.createHistoricIncidentQuery().processInstanceId(root).count()).isPositive();
    assertThat(history.createHistoricDecisionInstanceQuery().count()).isPositive();
    assertThat(
            history
                .createUserOperationLogQuery()
                .operationType("Complete")
                .userId("approver")
                .count())
        .isPositive();
    assertThat(history.createHistoricVariableInstanceQuery().count()).isZero();
    assertThat(history.createHistoricDetailQuery().count()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<sequenceFlow id='x' sourceRef='s' targetRef='e'><conditionExpression>"
            + "${''.getClass().forName('java.lang.Runtime') != null}</conditionExpression>"
            + "</sequenceFlow> | may not reach classes",
        "<scriptTask id='x' scriptFormat='groovy'><script>1</script></scriptTask> | not allowed",
        "<serviceTask id='x' camunda:class='java.lang.Thread'/> | must be external",
        "<serviceTask id='x' camunda:type='external' camunda:topic='unheard'/> | no worker knows",
        "<userTask id='x' name='${execution.processEngineServices}'"
            + " camunda:candidateGroups='operators'/> | may not reach classes"
      })
  void a_diagram_that_could_run_code_is_refused_in_one_line(String element, String why) {
    assertThatThrownBy(() -> deploy("evil.bpmn", diagram(element)))
        .satisfies(
            e -> {
              var refused = root(e);
              assertThat(refused).isInstanceOf(DiagramRefused.class);
              assertThat(refused.getMessage()).contains(why).doesNotContain("\n");
            });
    assertThat(repository().createProcessDefinitionQuery().processDefinitionKey("evil").count())
        .isZero();
  }

  private static Throwable root(Throwable failure) {
    return failure.getCause() == null ? failure : root(failure.getCause());
  }

  private static String diagram(String element) {
    return """
    <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
        xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="test">
      <process id="evil" isExecutable="true" camunda:historyTimeToLive="P1D">
        <startEvent id="s"/><endEvent id="e"/>%s
      </process>
    </definitions>
    """
        .formatted(element);
  }

  private static void deploy(String name, String text) {
    repository().createDeployment().name("test").addString(name, text).deploy();
  }

  /** Negative control of law 7: without it parallel branches are done twice. */
  @ParameterizedTest
  @ValueSource(strings = {"wave-rollout", "agent-rollout", "mcp-installation"})
  void a_parallel_multi_instance_without_inner_async_is_refused(String process) throws IOException {
    var drawn = Files.readString(PROCESSES.resolve(process + ".bpmn"));
    var dropped =
        drawn.replace(
            "<bpmn:multiInstanceLoopCharacteristics camunda:asyncAfter=\"true\"",
            "<bpmn:multiInstanceLoopCharacteristics");
    assertThat(dropped).isNotEqualTo(drawn);
    assertThatThrownBy(() -> deploy(process + ".bpmn", dropped))
        .satisfies(e -> assertThat(root(e).getMessage()).contains("needs camunda:asyncAfter"));
  }

  @Test
  void deploying_again_makes_no_second_version() {
    var before = repository().createProcessDefinitionQuery().count();
    WORLD.bean(BundleDeployer.class).deploy();
    assertThat(repository().createProcessDefinitionQuery().count()).isEqualTo(before);
    assertThat(repository().createProcessDefinitionQuery().list())
        .extracting(d -> d.getVersion())
        .containsOnly(1);
  }

  @Test
  void names_are_relative_and_the_same_from_a_jar(@TempDir Path folder) throws IOException {
    var bundle =
        repository().createDeploymentQuery().deploymentName("muster").singleResult().getId();
    var names = new TreeSet<>(repository().getDeploymentResourceNames(bundle));
    assertThat(names).isEqualTo(onDisk());
    var jar = folder.resolve("muster.jar");
    pack(jar);
    try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      var resources = new PathMatchingResourcePatternResolver(loader);
      new BundleDeployer(repository(), resources).deploy();
    }
    assertThat(repository().createDeploymentQuery().deploymentName("muster").count()).isOne();
  }

  private static TreeSet<String> onDisk() throws IOException {
    var names = new TreeSet<String>();
    for (var folder : new Path[] {PROCESSES, Path.of("forms")}) {
      try (var files = Files.walk(folder)) {
        files
            .map(f -> f.toString().replace('\\', '/'))
            .filter(f -> f.matches(".*[.](bpmn|dmn|form)"))
            .forEach(names::add);
      }
    }
    return names;
  }

  private static void pack(Path jar) throws IOException {
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (var folder : new String[] {"muster/", "muster/processes/", "muster/forms/"}) {
        out.putNextEntry(new JarEntry(folder));
        out.closeEntry();
      }
      for (var name : onDisk()) {
        out.putNextEntry(new JarEntry("muster/" + name));
        out.write(Files.readAllBytes(Path.of(name)));
        out.closeEntry();
      }
    }
  }
}
