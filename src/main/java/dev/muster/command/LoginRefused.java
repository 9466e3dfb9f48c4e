package dev.muster.command;

/** A login of the rehearsal is not let in; asking again would change nothing. */
final class LoginRefused extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  LoginRefused(String user, int status, RehearsalHome home) {
    super(
        "Muster does not let the rehearsal's user "
            + user
            + " in (HTTP "
            + status
            + "): its password is no longer the one in "
            + home.file()
            + "; write the new one there, or answer in Tasklist");
  }
}
