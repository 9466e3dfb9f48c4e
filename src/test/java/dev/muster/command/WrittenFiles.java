package dev.muster.command;

import dev.muster.client.Clients;
import dev.muster.plan.FrozenPlans;
import java.nio.file.Path;
import org.springframework.context.ApplicationContext;

/** A Muster that writes one client's servers and ends; what commands find afterwards. */
final class WrittenFiles {
  private WrittenFiles() {}

  public static void main(String[] words) {
    Alone.or(WrittenFiles::write, served -> null);
  }

  private static Object write(ApplicationContext rooms) {
    var plan =
        rooms
            .getBean(FrozenPlans.class)
            .read(Path.of(System.getProperty("muster.home"), "plans/rehearsal.yaml"));
    var client = plan.plan().clients().get("gemini-cli");
    for (var server : client.servers()) {
      rooms
          .getBean(Clients.class)
          .bind("d-written1/mcp-installation/x", client, plan.plan().mcpServers().get(server));
    }
    return null;
  }
}
