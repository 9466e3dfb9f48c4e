package dev.muster.engine.people;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Groups, the first two users, what groups may do, and the shared Tasklist filters. Idempotent; a
 * password is set only when its user is created. It runs before the port opens: nobody may find a
 * Muster without an administrator.
 */
@Component
public class FirstStart implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(FirstStart.class);
  private static final Map<String, String> GROUPS =
      Map.of(
          "operators", "Operators",
          "approvers", "Approvers",
          "modelers", "Modelers",
          "camunda-admin", "Administrators");

  private final IdentityService identity;
  private final AuthorizationService authorizations;
  private final FilterService filters;
  private final TaskService tasks;
  private final Environment environment;
  private volatile boolean prepared;

  FirstStart(
      IdentityService identity,
      AuthorizationService authorizations,
      FilterService filters,
      TaskService tasks,
      Environment environment) {
    this.identity = identity;
    this.authorizations = authorizations;
    this.filters = filters;
    this.tasks = tasks;
    this.environment = environment;
  }

  /** Creates what is missing. Passwords that were not given are generated and printed once. */
  public void prepare() {
    GROUPS.forEach(this::group);
    user("admin", "MUSTER_ADMIN_PASSWORD", List.of("camunda-admin", "operators", "modelers"));
    user("approver", "MUSTER_APPROVER_PASSWORD", List.of("approvers"));
    GROUPS.keySet().forEach(this::rights);
    filter("My approvals", tasks.createTaskQuery().taskCandidateGroupIn(List.of("approvers")));
    filter("All open", tasks.createTaskQuery());
  }

  @Override
  public void start() {
    prepare();
    prepared = true;
  }

  @Override
  public void stop() {
    prepared = false;
  }

  @Override
  public boolean isRunning() {
    return prepared;
  }

  /** The web server's phase is a later one. */
  @Override
  public int getPhase() {
    return 0;
  }

  private void group(String id, String name) {
    if (identity.createGroupQuery().groupId(id).count() == 0) {
      var group = identity.newGroup(id);
      group.setName(name);
      group.setType(id.equals("camunda-admin") ? "SYSTEM" : "WORKFLOW");
      identity.saveGroup(group);
    }
  }

  private void user(String id, String variable, List<String> groups) {
    if (identity.createUserQuery().userId(id).count() > 0) {
      return;
    }
    var given = environment.getProperty(variable);
    var password = given == null || given.isBlank() ? generated() : given;
    var user = identity.newUser(id);
    user.setFirstName(id.equals("admin") ? "Muster" : "Muster's");
    user.setLastName(id.equals("admin") ? "Administrator" : "Approver");
    user.setPassword(password);
    identity.saveUser(user);
    groups.forEach(group -> identity.createMembership(id, group));
    if (!password.equals(given)
        && environment.getProperty("muster.print-logins", Boolean.class, true)) {
      LOG.info("User {} was created, its password is printed once", id);
      System.out.println("login " + id + " password " + password);
    }
  }

  private static String generated() {
    var bytes = new byte[12];
    new SecureRandom().nextBytes(bytes);
    return java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private void rights(String group) {
    if (group.equals("camunda-admin")) {
      for (var resource : Resources.values()) {
        grant(group, resource, Authorization.ANY, Permissions.ALL);
      }
      return;
    }
    grant(group, Resources.APPLICATION, "tasklist", Permissions.ACCESS);
    grant(group, Resources.APPLICATION, "cockpit", Permissions.ACCESS);
    grant(
        group,
        Resources.PROCESS_DEFINITION,
        Authorization.ANY,
        Permissions.READ,
        ProcessDefinitionPermissions.READ_INSTANCE,
        ProcessDefinitionPermissions.READ_TASK,
        ProcessDefinitionPermissions.READ_HISTORY);
    grant(group, Resources.PROCESS_INSTANCE, Authorization.ANY, Permissions.READ);
    grant(group, Resources.DECISION_DEFINITION, Authorization.ANY, Permissions.READ);
    grant(group, Resources.DEPLOYMENT, Authorization.ANY, Permissions.READ);
    grant(group, Resources.GROUP, Authorization.ANY, Permissions.READ);
    if (group.equals("operators")) {
      grant(group, Resources.PROCESS_INSTANCE, Authorization.ANY, Permissions.CREATE);
      grant(
          group,
          Resources.PROCESS_DEFINITION,
          "swarm-deployment",
          Permissions.CREATE_INSTANCE,
          ProcessDefinitionPermissions.SUSPEND_INSTANCE);
      // Muster starts it in the name of who asked for the deployment; BusinessKeys refuses others.
      grant(group, Resources.PROCESS_DEFINITION, "swarm-operation", Permissions.CREATE_INSTANCE);
      // Of called processes too; external tasks are let through by GuardedWork.
      grant(
          group,
          Resources.PROCESS_DEFINITION,
          Authorization.ANY,
          ProcessDefinitionPermissions.RETRY_JOB);
    }
    if (group.equals("modelers")) {
      grant(group, Resources.DEPLOYMENT, Authorization.ANY, Permissions.CREATE);
    }
  }

  private void grant(String group, Resource resource, String id, Permission... permissions) {
    var found =
        authorizations
            .createAuthorizationQuery()
            .groupIdIn(group)
            .resourceType(resource)
            .resourceId(id)
            .singleResult();
    var authorization =
        found == null
            ? authorizations.createNewAuthorization(Authorization.AUTH_TYPE_GRANT)
            : found;
    authorization.setGroupId(group);
    authorization.setResource(resource);
    authorization.setResourceId(id);
    for (var permission : permissions) {
      authorization.addPermission(permission);
    }
    authorizations.saveAuthorization(authorization);
  }

  private void filter(String name, org.camunda.bpm.engine.task.TaskQuery query) {
    if (filters.createTaskFilterQuery().filterName(name).count() > 0) {
      return;
    }
    var filter = filters.newTaskFilter(name);
    filter.setQuery(query);
    filter.setProperties(Map.of("priority", name.startsWith("My") ? 0 : 10, "refresh", true));
    filters.saveFilter(filter);
    for (var group : GROUPS.keySet()) {
      grant(group, Resources.FILTER, filter.getId(), Permissions.READ);
    }
  }
}
