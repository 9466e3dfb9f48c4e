package dev.muster.command;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Map;

/**
 * The port that is asked for. Whether it can be had is found out before anything is written: the
 * web server opens it last, when database and users are made and their passwords are told.
 */
final class Port {
  private static final int USUAL = 8080;
  private static final int HIGHEST = 65_535;

  private Port() {}

  /** Throws {@link IllegalArgumentException} with one clear line. */
  static void mustBeFree(Map<String, String> environment) {
    int port = number(environment.get("SERVER_PORT"));
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(address(environment.get("SERVER_ADDRESS")), port));
    } catch (IOException e) {
      throw new IllegalArgumentException(refused(port, String.valueOf(e.getMessage())), e);
    }
  }

  static String taken(int port) {
    return "port " + port + " is taken: stop what listens there, or set SERVER_PORT to another one";
  }

  private static String refused(int port, String why) {
    return why.contains("in use")
        ? taken(port)
        : "port " + port + " cannot be opened (" + why + "): set SERVER_PORT to another one";
  }

  private static int number(String given) {
    if (given == null || given.isBlank()) {
      return USUAL;
    }
    try {
      int port = Integer.parseInt(given.strip());
      if (port >= 0 && port <= HIGHEST) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number that is no port.
    }
    throw new IllegalArgumentException(
        "SERVER_PORT takes a number from 0 (any free port) to " + HIGHEST + ", not " + given);
  }

  private static InetAddress address(String given) {
    if (given == null || given.isBlank()) {
      return null;
    }
    try {
      return InetAddress.getByName(given.strip());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "SERVER_ADDRESS takes an address of this machine, not " + given, e);
    }
  }
}
