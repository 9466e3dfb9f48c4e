package dev.muster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.agent.AgentRegistry;
import dev.muster.agent.AgentRegistry.Status;
import dev.muster.agent.Provisioning;
import dev.muster.approval.Kind;
import dev.muster.deployment.Deployments;
import dev.muster.journal.Journal;
import dev.muster.mcp.Probe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEnginePersistenceException;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.Test;

/**
 * A server that never answers holds a deployment until somebody ends it. Then its process ends at
 * once, long before its time is up, and nothing is recorded of it.
 */
class HangingServersTest {
  private static final World WORLD = World.get();
  private static final Duration AT_ONCE = Duration.ofSeconds(60);
  private static final int SILENT = 30;
  private static final String HANGS =
      """
      mcpServers:
        finance-mcp-server:
          command: node
          args: ['${MUSTER_PLAN_DIR}/../../../../src/test/resources/mcp/%s.mjs', '${MUSTER_DATA}/%s']
          expect: unknown
          timeoutSeconds: 600
      """;

  @Test
  void an_abort_ends_a_probe_that_waits_for_its_server() {
    var trial = Trial.started(WORLD, HANGS.formatted("mute", "probed"));
    var server = hanging("probed");

    WORLD.bean(Deployments.class).abort(trial.id(), "admin");

    endsAtOnce(trial, server);
    assertThat(trial.status()).isEqualTo("ABORTED");
    assertThat(WORLD.bean(Probe.class).states(trial.id()))
        .noneMatch(state -> state.binding().server().equals("finance-mcp-server"));
  }

  @Test
  void an_instance_deleted_in_cockpit_ends_its_probe_too() {
    var trial = Trial.started(WORLD, HANGS.formatted("mute", "deleted"));
    var server = hanging("deleted");

    until(() -> isDeleted(trial.root().getId()));

    server.onExit().orTimeout(AT_ONCE.toSeconds(), TimeUnit.SECONDS).join();
    assertThat(WORLD.bean(Probe.class).states(trial.id()))
        .noneMatch(state -> state.binding().server().equals("finance-mcp-server"));
  }

  @Test
  void an_abort_ends_the_binding_of_an_agents_tools() {
    var tools = "agents: {anna: {mcp: [filesystem, finance-mcp-server]}}\n";
    var trial = Trial.started(WORLD, HANGS.formatted("once", "bound") + tools);
    until(() -> isBinding(trial, "anna"));
    var server = hanging("bound");

    WORLD.bean(Deployments.class).abort(trial.id(), "admin");

    endsAtOnce(trial, server);
    assertThat(trial.status()).isEqualTo("ABORTED");
    assertThat(WORLD.bean(Provisioning.class).bound(trial.id(), "anna")).isEmpty();
    assertThat(WORLD.bean(AgentRegistry.class).of(trial.id()))
        .noneMatch(a -> List.of(Status.PROVISIONING, Status.CANARY).contains(a.status()));
  }

  /** More than there are threads for files and processes. */
  @Test
  void a_deployment_whose_servers_all_hang_holds_no_other_one() throws IOException {
    try (var silent = new ServerSocket(0, 200, InetAddress.getLoopbackAddress())) {
      var held = Trial.started(WORLD, silent(silent.getLocalPort()));
      var sockets = new ArrayList<Socket>();
      silent.setSoTimeout((int) AT_ONCE.toMillis());
      while (sockets.size() < 2 * 24) { // each is reached once, and then asked
        sockets.add(silent.accept());
      }
      var before = System.nanoTime();
      var other = Trial.started(WORLD, "");
      other.waitFor(Kind.APPROVE_GATE);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(AT_ONCE);
      for (var trial : List.of(other, held)) {
        WORLD.bean(Deployments.class).abort(trial.id(), "admin");
        trial.rest();
        assertThat(trial.status()).isEqualTo("ABORTED");
      }
      for (var socket : sockets) {
        socket.close();
      }
    }
  }

  private static String silent(int port) {
    var names = IntStream.range(0, SILENT).mapToObj(i -> "silent-" + i).toList();
    var servers = new StringBuilder("mcpServers:\n");
    names.forEach(
        name ->
            servers.append(
                "  %s: {url: 'http://127.0.0.1:%d/mcp', expect: unknown, timeoutSeconds: 600}\n"
                    .formatted(name, port)));
    return "  silent: {kind: claude-code, home: '${MUSTER_DATA}/homes/silent', servers: ["
        + String.join(", ", names)
        + "]}\n"
        + servers;
  }

  private static void endsAtOnce(Trial trial, ProcessHandle server) {
    var before = System.nanoTime();
    trial.rest();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(AT_ONCE);
    assertThat(server.isAlive()).isFalse();
    assertThat(trial.homes()).isEqualTo(trial.homesBefore());
    assertThat(WORLD.bean(Journal.class).open(trial.id())).isEmpty();
  }

  /** As a person does in Cockpit: once more when the instance moved meanwhile. */
  private static boolean isDeleted(String instance) {
    try {
      WORLD.bean(RuntimeService.class).deleteProcessInstance(instance, "by hand");
      return true;
    } catch (OptimisticLockingException | ProcessEnginePersistenceException movedMeanwhile) {
      return false;
    }
  }

  /** On the way there people say yes. */
  private static boolean isBinding(Trial trial, String agent) {
    trial.open().forEach(asked -> trial.answer(asked, Trial.yes(asked)));
    return WORLD.bean(AgentRegistry.class).of(trial.id()).stream()
        .anyMatch(a -> a.agent().equals(agent) && a.status() == Status.PROVISIONING);
  }

  private static ProcessHandle hanging(String mark) {
    until(() -> find(mark).isPresent());
    return find(mark).orElseThrow();
  }

  private static void until(BooleanSupplier so) {
    var deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    while (!so.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it never came so far").isLessThan(deadline);
      Trial.pause();
    }
  }

  private static Optional<ProcessHandle> find(String mark) {
    return ProcessHandle.current()
        .descendants()
        .filter(ProcessHandle::isAlive)
        .filter(p -> p.info().commandLine().orElse("").endsWith("/" + mark))
        .findFirst();
  }
}
