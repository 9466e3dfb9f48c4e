package dev.muster;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application class: everything that Muster is made of is found below this package. */
@SpringBootApplication
public class Muster {

  /** Starts the server; the command room decides what else a call does. */
  public static void main(String[] args) {
    SpringApplication.run(Muster.class, args);
  }
}
