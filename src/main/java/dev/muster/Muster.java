package dev.muster;

import dev.muster.command.MusterCommand;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application class: everything that Muster is made of is found below this package. */
@SpringBootApplication
public class Muster {

  /** Hands the words to the command room and ends with its exit code. */
  public static void main(String[] args) {
    var code = MusterCommand.run(args);
    if (code != MusterCommand.STILL_RUNNING) {
      System.exit(code);
    }
  }
}
