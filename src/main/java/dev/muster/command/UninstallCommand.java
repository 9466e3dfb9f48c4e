package dev.muster.command;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.muster.agent.AgentRegistry;
import dev.muster.agent.AgentRegistry.Status;
import dev.muster.deployment.Uninstallable;
import dev.muster.evidence.Evidence;
import dev.muster.journal.Journal;
import dev.muster.journal.Journal.TakenBack;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.springframework.context.ApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes back what Muster wrote into files on this machine. */
@Command(
    name = "uninstall",
    description = "Takes back what Muster wrote into files on this machine; asks nothing.",
    mixinStandardHelpOptions = true)
final class UninstallCommand implements Callable<Integer> {
  private static final Set<Status> ROLLED_OUT =
      EnumSet.of(Status.PROVISIONING, Status.CANARY, Status.ACTIVE);
  private static final String LEFT = TakenBack.How.LEFT.name();

  @Option(names = "--deployment", paramLabel = "ID", description = "only what it wrote")
  private String deployment = "";

  /** What was done to one file. */
  record Undone(String scope, String file, String how, String note) {
    static Undone of(TakenBack done) {
      return new Undone(done.scope(), done.file().toString(), done.how().name(), done.note());
    }

    String line() {
      return how + "  " + file + (note == null ? "" : "  " + note) + "  (" + scope + ")";
    }
  }

  @Override
  public Integer call() {
    List<Undone> all =
        Alone.or(
            this::alone,
            served ->
                served.post(
                    "/api/uninstall",
                    Map.of("deployment", deployment),
                    new TypeReference<List<Undone>>() {}));
    all.forEach(done -> System.out.println(done.line()));
    long left = all.stream().filter(done -> done.how().equals(LEFT)).count();
    System.out.println(
        all.isEmpty()
            ? "nothing to take back"
            : all.size() - left + " taken back" + (left == 0 ? "" : ", " + left + " left to you"));
    return left == 0 ? MusterCommand.DONE : MusterCommand.FAILED;
  }

  private List<Undone> alone(ApplicationContext rooms) {
    return rooms.getBean(Uninstallable.class).of(deployment).stream()
        .flatMap(id -> takeBack(rooms, id))
        .toList();
  }

  /** The registry first, as in a take-back by the engine. */
  private static Stream<Undone> takeBack(ApplicationContext rooms, String id) {
    var registry = rooms.getBean(AgentRegistry.class);
    registry.of(id).stream()
        .filter(agent -> ROLLED_OUT.contains(agent.status()))
        .forEach(agent -> registry.set(id, agent.agent(), Status.TAKEN_BACK, "uninstalled"));
    var undone = rooms.getBean(Journal.class).takeBack(id);
    rooms.getBean(Evidence.class).append(id, "taken-back", id, Map.of("files", undone, "by", by()));
    return undone.stream().map(Undone::of);
  }

  /** Nobody logs in here: whom the machine knows. */
  private static String by() {
    return "user " + System.getProperty("user.name") + " of this machine";
  }
}
