package dev.muster.command;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.muster.deployment.TakingBack;
import dev.muster.deployment.Uninstallable;
import dev.muster.journal.Journal.TakenBack;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.springframework.context.ApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes back what Muster wrote into files on this machine. */
@Command(
    name = "uninstall",
    description = "Takes back what Muster wrote into files on this machine; asks nothing.",
    mixinStandardHelpOptions = true)
final class UninstallCommand implements Callable<Integer> {
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
        .flatMap(id -> rooms.getBean(TakingBack.class).of(id, by()).stream())
        .map(Undone::of)
        .toList();
  }

  /** Nobody logs in here: whom the machine knows. */
  private static String by() {
    return "user " + System.getProperty("user.name") + " of this machine";
  }
}
