package dev.muster.command;

import dev.muster.Muster;
import dev.muster.approval.Approvals;
import dev.muster.deployment.Deployments;
import dev.muster.deployment.ProcessControl;
import dev.muster.deployment.StatusReport;
import dev.muster.plan.PlanCheck;
import dev.muster.plan.PlanInvalid;
import dev.muster.rehearsal.NodeProgram;
import dev.muster.secret.SecretsFile;
import dev.muster.store.DataFolder;
import dev.muster.store.EmbeddedPostgres;
import dev.muster.workspace.Enclosure;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The main job: the whole deployment of the rehearsal plan, with models played from cassettes. */
@Command(
    name = "rehearse",
    description = "Runs the whole deployment with models that answer from cassettes.",
    mixinStandardHelpOptions = true)
final class RehearseCommand implements Callable<Integer> {
  @Spec private picocli.CommandLine.Model.CommandSpec spec;

  @Option(names = "--approve", description = "lets the rehearsal's approver answer every question")
  private boolean approve;

  @Option(names = "--exit", description = "ends when the rehearsal ends")
  private boolean exit;

  @Option(
      names = "--fail",
      paramLabel = "GATE",
      description = "spoils a cassette or an endpoint so that this gate fails")
  private String fail;

  @Option(names = "--latency", paramLabel = "MS", description = "of every model answer")
  private int latency = 40;

  @Option(names = "--usage-factor", paramLabel = "N", description = "multiplies all token counts")
  private double usageFactor = 1;

  @Option(names = "--report", paramLabel = "DIR", description = "where the status report goes")
  private Path report;

  @Override
  public Integer call() throws Exception {
    check();
    return rehearse(spoil());
  }

  /** With whatever is wrong in the world around Muster. */
  int rehearse(Spoil spoil) throws Exception {
    var home = prepared(spoil);
    home.tellIgnored();
    var servers = new RehearsalServers(home, spoil, latency, usageFactor);
    var context = Server.start(Muster.class, home.lock(), home.properties(), servers);
    var watch = watch(home, servers, context);
    var stop = StopByPerson.of(watch, context);
    servers.closeWith(context);
    int code;
    try {
      code = follow(home, servers, context, watch);
    } finally {
      stop.over();
    }
    if (exit || stop.stopped()) {
      context.close();
      return code;
    }
    System.out.println("Muster goes on at " + Server.url(context) + "/ ; stop it with Ctrl-C");
    return MusterCommand.STILL_RUNNING;
  }

  /** In this order, so that whoever is refused has changed nothing. */
  private RehearsalHome prepared(Spoil spoil) {
    if (report != null) {
      ReportFolder.check(reportFolder());
    }
    Port.mustBeFree(System.getenv());
    NodeProgram.requireNode();
    if (!EmbeddedPostgres.isIn(new DataFolder(RehearsalHome.place()))) {
      refuseFaults(Home.plans().resolve(spoil.plan()));
    }
    var lock = Ground.take(RehearsalHome.place());
    ReportFolder.make(reportFolder());
    return RehearsalHome.in(lock, System.getenv());
  }

  /** Of a new rehearsal; an unfinished one has its plan frozen. */
  private static void refuseFaults(Path plan) {
    var problems = PlanCheck.check(plan);
    if (!problems.isEmpty()) {
      throw new PlanInvalid(problems);
    }
  }

  private Path reportFolder() {
    return report == null
        ? RehearsalHome.place().resolve("report")
        : report.toAbsolutePath().normalize();
  }

  private RehearsalWatch watch(
      RehearsalHome home, RehearsalServers servers, ConfigurableApplicationContext context) {
    return new RehearsalWatch(
        context.getBean(Deployments.class),
        context.getBean(Approvals.class),
        context.getBean(ProcessControl.class),
        context.getBean(StatusReport.class),
        new RehearsalApprover(home, Server.url(context), servers.tokens()),
        context.getBean(SecretsFile.class),
        reportFolder());
  }

  private int follow(
      RehearsalHome home,
      RehearsalServers servers,
      ConfigurableApplicationContext context,
      RehearsalWatch watch)
      throws InterruptedException {
    var id = servers.deployment(context.getBean(Deployments.class));
    home.greet(Server.url(context), id, approve);
    context.getBean(Enclosure.class).warning().ifPresent(w -> System.out.println("Warning   " + w));
    return watch.until(id, approve, exit);
  }

  private Spoil spoil() {
    try {
      return Spoil.of(fail);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void check() {
    if (latency < 0 || latency > 60_000) {
      throw new ParameterException(
          spec.commandLine(), "--latency takes 0 to 60000 milliseconds, not " + latency);
    }
    if (!(usageFactor > 0) || usageFactor > 1000) {
      throw new ParameterException(
          spec.commandLine(),
          "--usage-factor takes a number over 0 up to 1000, not " + usageFactor);
    }
  }
}
