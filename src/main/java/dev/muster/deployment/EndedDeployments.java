package dev.muster.deployment;

import dev.muster.gateway.Endings;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Nobody works for a deployment that has ended; one that was signed off is in operation. */
@Component
class EndedDeployments implements Endings {
  private static final Set<String> IN_USE = Set.of("RUNNING", "SIGNED_OFF");
  private final DeploymentTable table;

  EndedDeployments(DeploymentTable table) {
    this.table = table;
  }

  @Override
  public Optional<String> of(String deploymentId) {
    return table.find(deploymentId).map(Deployment::status).filter(s -> !IN_USE.contains(s));
  }
}
