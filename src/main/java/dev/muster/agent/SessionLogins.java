package dev.muster.agent;

import dev.muster.client.CliSessions.Login;
import dev.muster.gateway.Gateway;
import dev.muster.plan.Client;
import dev.muster.plan.Model;
import dev.muster.plan.Plan;
import dev.muster.secret.Secrets;
import java.net.URI;
import org.springframework.stereotype.Component;

/** Where a session calls its model: the gateway, with a token of its run, or its vendor. */
@Component
class SessionLogins {
  private final Gateway gateway;
  private final Secrets secrets;

  SessionLogins(Gateway gateway, Secrets secrets) {
    this.gateway = gateway;
    this.secrets = secrets;
  }

  Login open(Run run, Plan plan, Model model, Client client) {
    if (model.cli().via() == Model.Via.VENDOR) {
      return new Login(
          model.baseUrl() == null ? null : URI.create(secrets.resolve(model.baseUrl())),
          model.apiKey() == null ? null : secrets.resolve(model.apiKey()),
          false);
    }
    var budget = plan.agents().get(run.agent()).budget();
    var access =
        gateway.open(
            new Gateway.Guest(
                run.deploymentId(),
                run.id(),
                run.budgetPath(),
                run.agent(),
                run.arm(),
                plan,
                model.cli().upstream(),
                budget.maxInputTokens(),
                budget.maxOutputTokens()));
    return new Login(address(access, client), access.token(), true);
  }

  private static URI address(Gateway.Access access, Client client) {
    return switch (client.kind().speaks()) {
      case OPENAI_CHAT -> access.openAi();
      case GEMINI_GENERATE -> access.gemini();
      case ANTHROPIC_MESSAGES -> access.anthropic();
    };
  }

  /** Whatever a CLI would still send is refused. */
  void close(Run run) {
    gateway.close(run.id());
  }
}
