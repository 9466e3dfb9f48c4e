package dev.muster.engine.pump;

import dev.muster.store.NodeId;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Jobs that an earlier life of this node had locked are free again before the first is acquired.
 * The engine would name its locks anew at each start and wait five minutes for those of a dead one.
 */
@Component
class OwnJobs extends AbstractProcessEnginePlugin {
  private final NodeId node;
  private final JdbcClient jdbc;

  OwnJobs(NodeId node, JdbcClient jdbc) {
    this.node = node;
    this.jdbc = jdbc;
  }

  /** The executor is started later, with the application. */
  @Override
  public void postProcessEngineBuild(ProcessEngine engine) {
    var configuration = (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
    configuration.getJobExecutor().setLockOwner(node.value());
    release();
  }

  void release() {
    jdbc.sql(
            "update public.act_ru_job set lock_owner_ = null, lock_exp_time_ = null,"
                + " rev_ = rev_ + 1 where lock_owner_ = ?")
        .param(node.value())
        .update();
  }
}
