package dev.muster.engine.people;

import dev.muster.approval.Accounts;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Users and groups are Camunda's own. */
@Component
class CamundaAccounts implements Accounts {
  private final IdentityService identity;
  private final ProcessEngineConfigurationImpl engine;

  CamundaAccounts(@Lazy IdentityService identity, @Lazy ProcessEngineConfigurationImpl engine) {
    this.identity = identity;
    this.engine = engine;
  }

  @Override
  public Set<String> groups(String user) {
    return unchecked(
        () ->
            identity.createGroupQuery().groupMember(user).list().stream()
                .map(Group::getId)
                .collect(Collectors.toUnmodifiableSet()));
  }

  @Override
  public boolean passwordMatches(String user, String password) {
    return identity.checkPassword(user, password);
  }

  /** Asking who somebody is must not depend on what that somebody may read. */
  private <T> T unchecked(java.util.function.Supplier<T> query) {
    return engine
        .getCommandExecutorTxRequired()
        .execute(context -> context.runWithoutAuthorization(query::get));
  }
}
