package dev.muster.agent;

import static dev.muster.Deployed.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.Deployed;
import dev.muster.WholeMuster;
import dev.muster.agent.AgentRegistry.Registered;
import dev.muster.agent.AgentRegistry.Status;
import dev.muster.agent.Provisioning.Bound;
import dev.muster.journal.Journal;
import dev.muster.model.Message;
import dev.muster.store.DataFolder;
import dev.muster.toolbelt.RunContexts.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** Registry, provisioning, watches, and what the toolbelt may know of runs. */
@WholeMuster
class AgentsOfADeploymentTest {
  @Autowired ApplicationContext muster;
  @Autowired AgentRegistry registry;
  @Autowired Provisioning provisioning;
  @Autowired KnownRuns known;
  @Autowired Conversations conversations;
  @Autowired Watches watches;
  @TempDir Path folder;

  @Test
  void every_agent_is_registered_once_as_what_it_is() {
    var dep = Deployed.in(muster, folder);
    registry.register(dep.id);
    assertThat(registry.of(dep.id))
        .extracting(Registered::agent, Registered::status)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("builder", Status.PLANNED),
            org.assertj.core.groups.Tuple.tuple("tester", Status.TEST),
            org.assertj.core.groups.Tuple.tuple("runner", Status.ADOPTED));
  }

  @Test
  void provisioning_writes_the_definition_and_taking_back_removes_it() throws Exception {
    var dep = Deployed.in(muster, folder);
    var made = get(provisioning.provision(dep.id, "wave-1", "builder", Deployed.visit()));

    assertThat(made.outcome()).isEqualTo("PROVISIONED");
    assertThat(made.canaries()).containsExactly("build:mix", "build:baseline");
    assertThat(made.round()).isEqualTo(1);
    assertThat(definition()).content().contains("You build.");
    assertThat(status(dep)).isEqualTo(Status.PROVISIONING);

    dep.bean(Journal.class).takeBack(dep.id + "/wave-1/builder");
    assertThat(definition()).doesNotExist();

    assertThat(get(provisioning.provision(dep.id, "wave-1", "builder", "visit-1")).round())
        .isEqualTo(2);
    var again = get(provisioning.provision(dep.id, "wave-1", "builder", "visit-1"));
    assertThat(again.round()).as("the same task, delivered again").isEqualTo(2);
    assertThat(definition()).as("a repeat opens the scope again").exists();
    dep.bean(Journal.class).takeBack(dep.id);
  }

  @Test
  void a_cancelled_provisioning_never_opens_its_scope_again() throws Exception {
    var dep = Deployed.in(muster, folder);
    var journal = dep.bean(Journal.class);
    journal.takeBack(dep.id + "/wave-1/builder");
    var pool = muster.getBean(AgentPool.class).executor();
    var hold = new CountDownLatch(1);
    for (int i = 0; i < 32; i++) {
      pool.execute(() -> awaited(hold));
    }
    var late = provisioning.provision(dep.id, "wave-1", "builder", Deployed.visit());
    provisioning.cancel(dep.id, "wave-1", "builder");
    hold.countDown();

    assertThatThrownBy(() -> get(late)).hasMessageContaining("cancelled");
    assertThat(definition()).doesNotExist();
    assertThat(status(dep)).isEqualTo(Status.PLANNED);
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void an_agent_that_has_passed_is_skipped_in_a_repeat() throws Exception {
    var dep = Deployed.in(muster, folder);
    get(provisioning.provision(dep.id, "wave-1", "builder", Deployed.visit()));
    for (var status : new Status[] {Status.CANARY, Status.ACTIVE}) {
      registry.set(dep.id, "builder", status, "passed");
      var again = get(provisioning.provision(dep.id, "wave-1", "builder", Deployed.visit()));
      assertThat(again.outcome()).isEqualTo("SKIPPED");
      assertThat(again.canaries()).isEmpty();
      assertThat(status(dep)).isEqualTo(status);
    }
    registry.set(dep.id, "builder", Status.TAKEN_BACK, "taken back");
    assertThat(get(provisioning.provision(dep.id, "wave-1", "builder", Deployed.visit())).outcome())
        .isEqualTo("PROVISIONED");
    dep.bean(Journal.class).takeBack(dep.id);
  }

  @Test
  void tools_are_bound_over_the_wire_and_what_does_not_answer_is_stored_with_its_reason()
      throws Exception {
    var dep =
        Deployed.in(
            muster,
            folder,
            "mcp: [filesystem, sessions]",
            "mcp: [filesystem, finance]",
            "command: uvx",
            "command: no-such-program-here");
    get(provisioning.bindTools(dep.id, "wave-1", "builder"));

    assertThat(provisioning.bound(dep.id, "builder"))
        .extracting(Bound::server, Bound::answered)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("filesystem", true),
            org.assertj.core.groups.Tuple.tuple("finance", false));
    assertThat(provisioning.bound(dep.id, "builder").get(0).tools()).isEqualTo(5);
    assertThat(provisioning.bound(dep.id, "builder").get(1).reason())
        .contains("no-such-program-here");
    assertThat(known.find("bind-" + dep.id + "-builder")).as("only while binding").isEmpty();
  }

  @Test
  void the_toolbelt_knows_open_runs_only_and_sessions_of_the_same_deployment_only() {
    var dep = Deployed.in(muster, folder);
    var other = Deployed.in(muster, folder);
    var mine = dep.run("wave-1", 1, "builder", "build", "mix");
    var beside = dep.run("wave-1", 1, "builder", "build", "baseline");
    var foreign = other.run("wave-1", 1, "builder", "build", "mix");
    conversations.add(beside.id(), new Message.User("Build it."), null, null);

    assertThat(known.find(mine.id()))
        .get()
        .matches(c -> c.workspaceId().equals(mine.workspaceId()))
        .matches(c -> c.seedSql().startsWith("create table t"));
    assertThat(known.sessions(mine.id()))
        .extracting(Session::runId)
        .containsExactlyInAnyOrder(mine.id(), beside.id());
    assertThat(known.transcript(mine.id(), beside.id())).contains("user: Build it.");
    assertThatThrownBy(() -> known.transcript(mine.id(), foreign.id()))
        .hasMessage("no such session in this deployment: " + foreign.id());
    assertThatThrownBy(() -> known.transcript("r-unknown", "r-none"))
        .hasMessageContaining("r-none");
    assertThat(known.sessions("r-unknown")).isEmpty();

    dep.bean(Runs.class).abort(mine.id());
    assertThat(known.find(mine.id())).isEmpty();
  }

  @Test
  void what_an_adopted_agent_does_not_report_is_never_done() throws Exception {
    var report = Files.writeString(folder.resolve("progress.txt"), " 7 of 24 hours \n");
    assertThat(watches.read(report.toString())).isEqualTo("7 of 24 hours");
    Files.writeString(report, "x".repeat(5000));
    assertThat(watches.read(report.toString())).hasSizeLessThan(400).endsWith("...");
    Files.writeString(report, " \n");
    for (var nothing :
        new String[] {
          null,
          report.toString(),
          folder.toString(),
          folder.resolve("absent").toString(),
          "${NO_SUCH_REFERENCE}/x",
          "http://127.0.0.1:1/progress",
          "http://not a url",
          "bad\0path"
        }) {
      assertThat(watches.read(nothing)).as(nothing).isEqualTo("not reported");
    }
  }

  private Status status(Deployed dep) {
    return registry.find(dep.id, "builder").orElseThrow().status();
  }

  private Path definition() {
    return muster.getBean(DataFolder.class).resolve("homes/qwen/.qwen/agents/builder.md");
  }
}
