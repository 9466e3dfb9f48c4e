package dev.muster.approval;

import java.util.Set;

/** Who people are; the engine implements it over Camunda's identity service. */
public interface Accounts {

  /** Groups of a user; empty when there is no such user. */
  Set<String> groups(String user);

  /** Whether the password is right. */
  boolean passwordMatches(String user, String password);
}
