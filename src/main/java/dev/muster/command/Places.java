package dev.muster.command;

import dev.muster.secret.Secrets;
import dev.muster.store.DataFolder;
import org.springframework.context.ApplicationContext;

/** The places that this node gives to plans. */
final class Places {
  private Places() {}

  static void define(ApplicationContext context) {
    var secrets = context.getBean(Secrets.class);
    secrets.define("MUSTER_DATA", context.getBean(DataFolder.class).root().toString());
    secrets.define("MUSTER_PLAN_DIR", Home.plans().toString());
    // Addresses that a plan names and that an operator gives, such as MUSTER_SITE_URL.
    System.getenv().entrySet().stream()
        .filter(e -> e.getKey().matches("MUSTER_[A-Z_]*URL"))
        .forEach(e -> secrets.define(e.getKey(), e.getValue()));
  }
}
