package dev.muster.rehearsal;

/** A request that is answered with an error; the message is what the client reads. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;
  private final int status;

  Refused(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  static Refused invalid(String message) {
    return new Refused(400, message);
  }

  int status() {
    return status;
  }
}
