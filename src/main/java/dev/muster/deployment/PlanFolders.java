package dev.muster.deployment;

import dev.muster.plan.PlanInvalid;
import dev.muster.plan.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Where plans are read from. What is wrong with a plan is told with the words of its file, so a
 * plan elsewhere would let whoever may start deployments read files of this machine.
 */
@Component
class PlanFolders {
  private final List<Path> folders;

  /**
   * @param folders of plans; a plan may lie anywhere below one of them
   */
  PlanFolders(@Value("${muster.plan-folders:.}") List<String> folders) {
    this.folders = folders.stream().map(folder -> real(Path.of(folder.strip()))).toList();
  }

  /** Throws {@link PlanInvalid} when the file, links followed, lies in none of the folders. */
  void require(String planFile) {
    var file = real(Path.of(planFile));
    if (folders.stream().noneMatch(file::startsWith)) {
      throw new PlanInvalid(
          List.of(
              new Problem(
                  planFile,
                  0,
                  "this plan is not read",
                  "plans are read from " + named(),
                  "move it there, or name its folder in MUSTER_PLAN_FOLDERS")));
    }
  }

  List<Path> all() {
    return folders;
  }

  private String named() {
    return folders.stream().distinct().map(Path::toString).collect(Collectors.joining(" and "));
  }

  /** What is not there has no links either. */
  static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException notThere) {
      return path.toAbsolutePath().normalize();
    }
  }
}
