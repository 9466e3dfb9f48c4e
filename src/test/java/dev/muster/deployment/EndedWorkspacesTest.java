package dev.muster.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Deployed;
import dev.muster.WholeMuster;
import dev.muster.agent.Run;
import dev.muster.agent.Runs;
import dev.muster.store.DataFolder;
import dev.muster.workspace.Workspaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Workspaces go when their deployment ended long ago, and no others. */
@WholeMuster
class EndedWorkspacesTest {
  @Autowired ApplicationContext muster;
  @Autowired EndedWorkspaces workspaces;
  @Autowired Runs runs;
  @Autowired JdbcClient jdbc;
  @TempDir Path folder;
  private Deployed dep;
  private Run run;

  @BeforeEach
  void deployed() {
    dep = Deployed.in(muster, folder);
    run = dep.run("wave-1", 1, "builder", "build", "mix");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SIGNED_OFF", "KEPT", "TAKEN_BACK", "ABORTED"})
  void a_workspace_goes_days_after_the_end_of_its_deployment(String status) {
    runs.close(run.id());
    ended(status, 13);
    workspaces.sweep();
    assertThat(place()).exists();

    ended(status, 15);
    assertThat(workspaces.sweep()).isEqualTo(1);
    assertThat(place()).doesNotExist();
    assertThat(place().resolveSibling(run.workspaceId() + ".start")).doesNotExist();
    assertThat(workspaces.sweep()).as("once").isZero();
    assertThat(runs.find(run.id())).as("what is in the database stays").isPresent();
  }

  @Test
  void a_deployment_that_runs_keeps_them_however_old_it_is() {
    runs.close(run.id());
    dep.at("run", "closed_at", "id = '" + run.id() + "'", daysAgo(99));
    workspaces.sweep();
    assertThat(place()).exists();
  }

  @Test
  void a_run_of_month_1_keeps_its_workspace_after_the_sign_off() {
    ended("SIGNED_OFF", 15);
    workspaces.sweep();
    assertThat(place()).exists();
  }

  @Test
  void a_workspace_that_two_runs_share_stays_while_one_of_them_uses_it() {
    var other = dep.run("wave-1", 1, "builder", "probe", "mix");
    jdbc.sql("update muster.run set workspace_id = ? where id = ?")
        .params(run.workspaceId(), other.id())
        .update();
    runs.close(run.id());
    ended("SIGNED_OFF", 15);
    workspaces.sweep();
    assertThat(place()).exists();
  }

  @Test
  void one_that_cannot_be_deleted_does_not_keep_the_others() {
    var other = dep.run("wave-1", 1, "builder", "probe", "mix");
    runs.close(run.id());
    runs.close(other.id());
    ended("SIGNED_OFF", 15);
    dep.at("run", "closed_at", "id = '" + other.id() + "'", daysAgo(15));

    assertThat(sweepingWithOneFailure().sweep()).isEqualTo(1);
    var places = List.of(place(), place().resolveSibling(other.workspaceId()));
    assertThat(places).filteredOn(Files::exists).as("the one that failed").hasSize(1);
    assertThat(workspaces.sweep()).as("the next time").isEqualTo(1);
  }

  /** Whichever it is told to remove first, it cannot. */
  private EndedWorkspaces sweepingWithOneFailure() {
    var real = muster.getBean(Workspaces.class);
    var asked = new AtomicInteger();
    var failing =
        (Workspaces)
            Proxy.newProxyInstance(
                Workspaces.class.getClassLoader(),
                new Class<?>[] {Workspaces.class},
                (proxy, method, arguments) -> {
                  if (asked.getAndIncrement() == 0) {
                    throw new UncheckedIOException(new IOException("cannot delete"));
                  }
                  return method.invoke(real, arguments);
                });
    return new EndedWorkspaces(
        muster.getBean(DeploymentTable.class),
        runs,
        failing,
        Clock.systemUTC(),
        muster.getBean(WorkspaceSettings.class));
  }

  private void ended(String status, int days) {
    jdbc.sql("update muster.deployment set status = ? where id = ?")
        .params(status, dep.id)
        .update();
    dep.at("deployment", "ended_at", "id = '" + dep.id + "'", daysAgo(days));
    dep.at("run", "closed_at", "closed_at is not null and id = '" + run.id() + "'", daysAgo(days));
  }

  private static Instant daysAgo(int days) {
    return Instant.now().minus(days, ChronoUnit.DAYS);
  }

  private Path place() {
    assertThat(Files.exists(muster.getBean(DataFolder.class).resolve("workspaces"))).isTrue();
    return muster.getBean(DataFolder.class).resolve("workspaces").resolve(run.workspaceId());
  }
}
