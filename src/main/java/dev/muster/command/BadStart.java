package dev.muster.command;

import dev.muster.plan.PlanInvalid;
import dev.muster.rehearsal.CassettesInvalid;
import dev.muster.rehearsal.NodeMissing;
import dev.muster.secret.SecretsFileUnusable;
import dev.muster.store.StoreUnavailable;
import java.util.List;
import org.springframework.boot.web.server.PortInUseException;

/** Sorts what kept a command from starting: one clear line, and the exit code of bad input. */
final class BadStart {
  private static final List<Class<? extends Throwable>> INPUT =
      List.of(
          StoreUnavailable.class,
          SecretsFileUnusable.class,
          PlanInvalid.class,
          CassettesInvalid.class,
          NodeMissing.class,
          IllegalArgumentException.class);

  private BadStart() {}

  static String line(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PortInUseException port) {
        return Port.taken(port.getPort());
      }
      if (isInput(cause)) {
        return cause.getMessage();
      }
    }
    var told = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return told.lines().findFirst().orElse("");
  }

  static int code(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PortInUseException || isInput(cause)) {
        return MusterCommand.BAD_INPUT;
      }
    }
    return MusterCommand.FAILED;
  }

  private static boolean isInput(Throwable cause) {
    return INPUT.stream().anyMatch(type -> type.isInstance(cause));
  }
}
