package dev.muster.command;

import dev.muster.client.Clients;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.FrozenPlans;
import java.nio.file.Path;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A Muster that writes one client's servers and ends; what commands find afterwards. */
final class WrittenFiles {
  private WrittenFiles() {}

  public static void main(String[] words) {
    Alone.or(words.length == 0 ? WrittenFiles::write : WrittenFiles::end, served -> null);
  }

  private static Object end(ApplicationContext rooms) {
    return rooms
        .getBean(JdbcClient.class)
        .sql("update muster.deployment set status = 'KEPT', ended_at = now()")
        .update();
  }

  private static Object write(ApplicationContext rooms) {
    var plan =
        rooms
            .getBean(FrozenPlans.class)
            .freeze(Path.of(System.getProperty("muster.home"), "plans/rehearsal.yaml"));
    rooms.getBean(DeploymentPlans.class).assign("d-written1", plan.digest());
    var client = plan.plan().clients().get("gemini-cli");
    for (var server : client.servers()) {
      rooms
          .getBean(Clients.class)
          .bind("d-written1/mcp-installation/x", client, plan.plan().mcpServers().get(server));
    }
    return rooms
        .getBean(JdbcClient.class)
        .sql(
            "insert into muster.deployment(id, name, plan_file, requester, status, started_at)"
                + " values ('d-written1', 'x', 'x', 'admin', 'RUNNING', now())")
        .update();
  }
}
