package dev.muster.deployment;

import dev.muster.plan.DeploymentPlans;
import dev.muster.workspace.HiddenFolders;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Where the plans lie that deployments were started from, with the checks as they were before they
 * were frozen. A folder in which programs lie too, or Muster itself, cannot be hidden as a whole:
 * of it the plan's own folders are.
 */
@Component
class PlanPlaces implements HiddenFolders {
  private final DeploymentTable deployments;
  private final DeploymentPlans plans;
  private final PlanFolders folders;
  private final List<Path> needed;
  private final Map<String, Set<String>> parts = new ConcurrentHashMap<>();

  PlanPlaces(
      DeploymentTable deployments,
      DeploymentPlans plans,
      PlanFolders folders,
      @Value("${muster.home:.}") String home) {
    this.deployments = deployments;
    this.plans = plans;
    this.folders = folders;
    var programs = System.getenv().getOrDefault("PATH", "/usr/bin").split(File.pathSeparator);
    this.needed =
        Stream.concat(Stream.of(home, ""), Stream.of(programs))
            .map(place -> PlanFolders.real(Path.of(place)))
            .toList();
  }

  @Override
  public List<Path> now() {
    var named = folders.all().stream().filter(this::canBeHidden);
    var used = deployments.all().stream().flatMap(this::of);
    return Stream.concat(named, used).distinct().toList();
  }

  private Stream<Path> of(Deployment deployment) {
    var folder = PlanFolders.real(Path.of(deployment.planFile())).getParent();
    if (folder == null || canBeHidden(folder)) {
      return Stream.ofNullable(folder);
    }
    return parts(deployment).stream()
        .map(part -> PlanFolders.real(folder.resolve(part)))
        .filter(this::canBeHidden);
  }

  /** Before a plan is frozen, nothing of its deployment runs. */
  private Set<String> parts(Deployment deployment) {
    var digest = deployment.planDigest();
    return digest == null
        ? Set.of()
        : parts.computeIfAbsent(digest, any -> firstFolders(deployment.id()));
  }

  private Set<String> firstFolders(String deploymentId) {
    return plans.of(deploymentId).files().keySet().stream()
        .filter(file -> file.contains("/"))
        .map(file -> file.substring(0, file.indexOf('/')))
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean canBeHidden(Path folder) {
    return needed.stream().noneMatch(place -> place.startsWith(folder));
  }
}
