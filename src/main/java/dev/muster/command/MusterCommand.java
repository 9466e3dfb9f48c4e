package dev.muster.command;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Exit codes: 0 done, 1 gate failed, 2 bad input, 3 waiting or stopped. */
@Command(
    name = "muster",
    description = "Takes a swarm of AI agents into production as a governed process.",
    mixinStandardHelpOptions = true,
    version = "muster 0.1.0",
    subcommands = {
      RehearseCommand.class,
      ServeCommand.class,
      PlanCommand.class,
      BackupCommand.class,
      VerifyCommand.class,
      ProbeCommand.class,
      ModelsCommand.class,
      DriftCommand.class,
      RepriceCommand.class,
      ReconcileCommand.class,
      ImportCommand.class,
      UninstallCommand.class,
      LoginCommand.class,
      LogoutCommand.class,
      GatewayCommand.class
    })
public final class MusterCommand implements Runnable {
  /** The command has started a server that goes on. */
  public static final int STILL_RUNNING = -1;

  static final int DONE = 0;
  static final int FAILED = 1;
  static final int BAD_INPUT = 2;
  static final int WAITING = 3;

  /** Runs one command line. */
  public static int run(String... args) {
    return new CommandLine(new MusterCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(LocalDate.class, Words::day)
        .registerConverter(ZoneId.class, Words::zone)
        .registerConverter(BigDecimal.class, Words::amount)
        .setParameterExceptionHandler(
            (fault, words) -> {
              System.err.println("muster: " + fault.getMessage().lines().findFirst().orElse(""));
              return BAD_INPUT;
            })
        .setExecutionExceptionHandler(
            (failure, line, parsed) -> {
              System.err.println("muster: " + BadStart.line(failure));
              return BadStart.code(failure);
            })
        .execute(args);
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }
}
