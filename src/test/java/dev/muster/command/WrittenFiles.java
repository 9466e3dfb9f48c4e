package dev.muster.command;

import dev.muster.client.Clients;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.FrozenPlans;
import dev.muster.plan.Model;
import java.nio.file.Path;
import org.apache.commons.codec.digest.DigestUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A Muster that writes one client's servers and ends; what commands find afterwards. */
final class WrittenFiles {
  private WrittenFiles() {}

  public static void main(String[] words) {
    Alone.or(words.length == 0 ? WrittenFiles::write : WrittenFiles::end, served -> null);
  }

  /** What is noted once a provider has refused the key of a model. */
  private static void refused(JdbcClient jdbc, Model model) {
    var address = System.getenv("MUSTER_MODELS_URL");
    var base = model.baseUrl().replace("${MUSTER_MODELS_URL}", address);
    var endpoint = model.id() + '\n' + base + '\n' + model.apiKey();
    jdbc.sql(
            "insert into muster.model_health(endpoint, reason, model_id, failures, last_error,"
                + " http_status, failed_at, open_until) values (?, 'AUTH', ?, 1,"
                + " 'HTTP 401: no (its key is ${MUSTER_REHEARSAL_KEY})', 401,"
                + " '2026-11-20T12:00:00Z', now() + interval '1 hour')")
        .params(DigestUtils.sha256Hex(endpoint).substring(0, 24), model.id())
        .update();
  }

  private static Object end(ApplicationContext rooms) {
    return rooms
        .getBean(JdbcClient.class)
        .sql("update muster.deployment set status = 'SIGNED_OFF', ended_at = now()")
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
    rooms
        .getBean(JdbcClient.class)
        .sql(
            "insert into muster.attempt(task_id, deployment_id, purpose, subject, step, try,"
                + " budget_path, agent, arm, model, model_id, declared_free, price_name,"
                + " reserved_usd, node_id, boot_id, state, input_tokens, cached_input_tokens,"
                + " cache_write_tokens, output_tokens, reasoning_tokens, cost_usd, sent_at,"
                + " answered_at)"
                + " values ('t', 'd-written1', 'turn', 'r', 1, 1, 'd-written1', 'x', 'mix',"
                + " 'sonnet', 'claude-sonnet-5', false, 'claude-sonnet-5', 1, 'n', 'b', 'ANSWERED',"
                + " 1000000, 0, 0, 0, 0, 3, '2026-11-20T12:00:00Z',"
                + " '2026-11-20T12:00:01Z')")
        .update();
    refused(rooms.getBean(JdbcClient.class), plan.plan().models().get("opus"));
    return rooms
        .getBean(JdbcClient.class)
        .sql(
            "insert into muster.deployment(id, name, plan_file, requester, status, started_at)"
                + " values ('d-written1', 'x', 'x', 'admin', 'RUNNING', now())")
        .update();
  }
}
