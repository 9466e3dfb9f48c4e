package dev.muster.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keeps programs that agents wrote from what is Muster's own: they run as its user, and would else
 * read the ledger's password, the secrets, the checks and the work of others.
 */
public final class Enclosure {
  private static final String CAN_READ =
      "they can read and write what Muster's user can, secrets and checks included";

  private final Confining confining;
  private final Launcher inside;
  private final Supplier<Optional<String>> obstacle;

  Enclosure(Confining confining, Launcher inside, Supplier<Optional<String>> obstacle) {
    this.confining = confining;
    this.inside = inside;
    this.obstacle = obstacle;
  }

  /**
   * Of this machine.
   *
   * @param hidden folders that no command may see, asked at each start
   */
  static Enclosure of(
      Confining confining, Namespaces namespaces, Path homes, Supplier<List<Path>> hidden) {
    Launcher inside = (line, folder, h, shown) -> start(namespaces, hidden, line, folder, h, shown);
    return new Enclosure(confining, inside, new Trial(inside, homes));
  }

  private static Launch start(
      Namespaces namespaces,
      Supplier<List<Path>> hidden,
      List<String> line,
      Path folder,
      Path homes,
      List<Shown> shown)
      throws IOException {
    var program = new ArrayList<>(line);
    program.set(0, Programs.path(line.get(0), folder));
    var stand = Files.createTempDirectory(homes, "cover.").toRealPath();
    try {
      var covers = new Covers(stand, hidden.get(), shown);
      var all = namespaces.line(stand, covers.steps(), folder, program);
      return new Launch(all, Path.of("/"), stand);
    } catch (IOException | RuntimeException failed) {
      Trees.delete(stand);
      throw failed;
    }
  }

  /** One line for people when commands are not confined, or not run; else empty. */
  public Optional<String> warning() {
    return switch (confining) {
      case OFF -> Optional.of("agents' commands are not confined (MUSTER_COMMANDS): " + CAN_READ);
      case REQUIRED -> obstacle.get().map(Enclosure::refusal);
      case PREFERRED ->
          obstacle
              .get()
              .map(w -> "agents' commands are not confined here (" + w + "): " + CAN_READ);
    };
  }

  private static String refusal(String why) {
    return "agents' commands and checks are refused, since this machine cannot confine them ("
        + why
        + "): allow user namespaces (Linux with util-linux), or set MUSTER_COMMANDS=unconfined,"
        + " and "
        + CAN_READ;
  }

  /** As the operator decided. */
  Launch launch(List<String> line, Path folder, Path homes, List<Shown> shown) throws IOException {
    if (confining == Confining.OFF) {
      return new Launch(line, folder, null);
    }
    var why = obstacle.get();
    if (why.isEmpty()) {
      return inside.launch(line, folder, homes, shown);
    }
    if (confining == Confining.REQUIRED) {
      throw new CommandsRefused(refusal(why.get()));
    }
    return new Launch(line, folder, null);
  }
}
