package dev.muster;

import org.camunda.bpm.engine.IdentityService;
import org.springframework.context.ApplicationContext;

/** More users than a first start makes. */
public final class People {
  private People() {}

  /** A member of this group, with the password of the name. */
  public static String in(ApplicationContext muster, String name, String group) {
    var identity = muster.getBean(IdentityService.class);
    if (identity.createUserQuery().userId(name).count() == 0) {
      var user = identity.newUser(name);
      user.setPassword(name + "s-own");
      identity.saveUser(user);
      identity.createMembership(name, group);
    }
    return name;
  }
}
