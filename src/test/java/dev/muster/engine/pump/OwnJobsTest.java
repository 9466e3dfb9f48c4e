package dev.muster.engine.pump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.engine.World;
import dev.muster.store.NodeId;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a killed node had locked does not wait for the end of its lease. */
class OwnJobsTest {
  private static final World WORLD = World.get();
  private final JdbcClient jdbc = WORLD.bean(JdbcClient.class);
  private final ProcessEngine engine = WORLD.bean(ProcessEngine.class);
  private final String node = WORLD.bean(NodeId.class).value();

  @AfterEach
  void gone() {
    jdbc.sql("delete from public.act_ru_job where id_ like 'own-jobs-%'").update();
  }

  @Test
  void jobs_are_locked_under_the_name_that_the_next_start_has_too() {
    var configuration = (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
    assertThat(configuration.getJobExecutor().getLockOwner()).isEqualTo(node);
  }

  @Test
  void a_start_releases_the_jobs_of_this_node_and_no_other() {
    locked("own-jobs-mine", node);
    locked("own-jobs-theirs", "n-another");
    WORLD.bean(OwnJobs.class).postProcessEngineBuild(engine);
    assertThat(owner("own-jobs-mine")).containsEntry("lock_owner_", null);
    assertThat(owner("own-jobs-mine")).containsEntry("lock_exp_time_", null);
    assertThat(owner("own-jobs-theirs")).containsEntry("lock_owner_", "n-another");
  }

  /** Due in the far future: the running engine leaves it alone. */
  private void locked(String id, String owner) {
    jdbc.sql(
            "insert into public.act_ru_job (id_, rev_, type_, lock_owner_, lock_exp_time_,"
                + " duedate_, retries_, suspension_state_) values (?, 1, 'message', ?,"
                + " now() + interval '1 hour', now() + interval '900 years', 3, 1)")
        .params(id, owner)
        .update();
  }

  private Map<String, Object> owner(String id) {
    return jdbc.sql("select lock_owner_, lock_exp_time_ from public.act_ru_job where id_ = ?")
        .param(id)
        .query()
        .singleRow();
  }
}
