package dev.muster.command;

import dev.muster.approval.Approval;
import dev.muster.approval.Approvals;
import dev.muster.deployment.Deployment;
import dev.muster.deployment.Deployments;
import dev.muster.deployment.ProcessControl;
import dev.muster.deployment.StatusReport;
import dev.muster.secret.SecretsFile;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Follows a rehearsal to its end: progress, questions, incidents, report, exit code. */
final class RehearsalWatch {
  private static final long LOOK_EVERY_MILLIS = 200;
  private static final int SHOW_EVERY = 5;

  private final Deployments deployments;
  private final Approvals approvals;
  private final ProcessControl processes;
  private final StatusReport report;
  private final RehearsalApprover approver;
  private final SecretsFile secrets;
  private final Path folder;
  private final Set<String> told = new HashSet<>();
  private volatile String watched;
  private volatile boolean stopped;

  RehearsalWatch(
      Deployments deployments,
      Approvals approvals,
      ProcessControl processes,
      StatusReport report,
      RehearsalApprover approver,
      SecretsFile secrets,
      Path folder) {
    this.deployments = deployments;
    this.approvals = approvals;
    this.processes = processes;
    this.report = report;
    this.approver = approver;
    this.secrets = secrets;
    this.folder = folder;
  }

  /**
   * Returns the exit code once the rehearsal ends, waits for a person, has an incident, or is
   * stopped.
   */
  int until(String id, boolean approve, boolean exit) throws InterruptedException {
    watched = id;
    try {
      return follow(id, approve, exit);
    } catch (RuntimeException e) {
      if (stopped) {
        return MusterCommand.WAITING;
      }
      throw e;
    }
  }

  /** Someone ends Muster: what is known up to now is written as long as it can be read. */
  void stop() {
    stopped = true;
    if (watched != null) {
      write(watched);
      System.out.println("stopped; the same command goes on with rehearsal " + watched);
    }
  }

  private int follow(String id, boolean approve, boolean exit) throws InterruptedException {
    var progress = new Progress(report, id);
    var answering = approve;
    for (int look = 0; !stopped; look++) {
      var deployment = deployments.find(id).orElseThrow();
      // Putting the report together costs more than looking for questions.
      if (look % SHOW_EVERY == 0 || !deployment.status().equals("RUNNING")) {
        progress.show();
      }
      if (!deployment.status().equals("RUNNING")) {
        return ended(deployment);
      }
      var incidents = processes.incidents(id);
      incidents.stream().filter(told::add).forEach(i -> System.out.println("incident: " + i));
      if (!incidents.isEmpty() && exit) {
        write(id);
        return MusterCommand.FAILED;
      }
      try {
        if (asked(open(id), answering) && exit) {
          write(id);
          return MusterCommand.WAITING;
        }
      } catch (LoginRefused e) {
        if (exit) {
          throw e;
        }
        answering = false;
        System.out.println("--approve ends: " + e.getMessage());
      }
      Thread.sleep(LOOK_EVERY_MILLIS);
    }
    return MusterCommand.WAITING;
  }

  private List<Approval> open(String id) {
    return approvals.open().stream().filter(a -> a.deploymentId().equals(id)).toList();
  }

  /** Answers or shows open questions; true when a person has to. */
  private boolean asked(List<Approval> open, boolean approve) {
    for (var question : open) {
      if (!approve && told.add(question.taskId())) {
        System.out.println("waiting: " + question.name() + " (" + question.summary() + ")");
        System.out.println("         " + approver.page(question));
      }
      if (approve) {
        var refused = approver.answer(question, secrets);
        if (refused != null && !stopped && told.add(question.taskId() + refused)) {
          System.out.println("refused: " + question.name() + ": " + refused);
        }
      }
    }
    return !approve && !open.isEmpty();
  }

  private int ended(Deployment deployment) {
    write(deployment.id());
    System.out.println(
        "rehearsed deployment " + deployment.id() + " ended: " + deployment.status());
    return switch (deployment.status()) {
      case "SIGNED_OFF" -> MusterCommand.DONE;
      case "KEPT", "ABORTED" -> MusterCommand.WAITING;
      default -> MusterCommand.FAILED;
    };
  }

  private synchronized void write(String id) {
    report.write(id, folder);
    System.out.println("report    " + folder.resolve("status.md"));
  }
}
