package dev.muster.gateway;

import dev.muster.gateway.PersonalTokens.Personal;
import dev.muster.ledger.SubjectDays;
import java.util.List;
import java.util.stream.Collectors;

/** The ledger knows tokens by their ids, and their rows know whose they are. */
final class TokenSpending implements PersonalSpending {
  private final TokenRows rows;
  private final SubjectDays days;

  TokenSpending(TokenRows rows, SubjectDays days) {
    this.rows = rows;
    this.days = days;
  }

  @Override
  public List<Spent> of(String deploymentId, String owner) {
    var owners =
        rows.all(deploymentId).stream().collect(Collectors.toMap(Personal::id, Personal::owner));
    return days.of(deploymentId, Caller.PERSONAL).stream()
        .map(day -> new Spent(owners.getOrDefault(day.subject(), ""), day))
        .filter(spent -> owner == null || spent.owner().equals(owner))
        .toList();
  }
}
