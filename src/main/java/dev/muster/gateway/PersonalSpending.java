package dev.muster.gateway;

import dev.muster.ledger.SubjectDays.SubjectDay;
import java.util.List;

/** What people's own CLIs spent through the gateway, by day, owner, agent and model. */
public interface PersonalSpending {

  /**
   * Of a deployment, newest day first.
   *
   * @param owner null: of everybody
   */
  List<Spent> of(String deploymentId, String owner);

  /**
   * One token's day at one model.
   *
   * @param day its subject is the token's id
   */
  record Spent(String owner, SubjectDay day) {}
}
