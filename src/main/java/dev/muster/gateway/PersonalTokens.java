package dev.muster.gateway;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tokens by which people's own CLIs ask the gateway: each with a budget of its own, and an end. */
public interface PersonalTokens {

  /**
   * Makes one; the token is in the answer and nowhere else.
   *
   * @throws dev.muster.plan.NotKnown no such deployment, agent or model
   * @throws IllegalArgumentException what is asked for makes no sense
   */
  Issued issue(Wish wish);

  /** All of a deployment, newest first, with what they have spent. */
  List<Personal> all(String deploymentId);

  /** It is refused from now on, and its calls under way are cancelled; empty: there is none. */
  Optional<Personal> revoke(String id);

  /**
   * What is asked for.
   *
   * @param owner whose it is
   * @param agent whom its cost is counted for
   * @param model of the plan; null: the agent's first
   * @param limitUsd that it may spend in all its life
   */
  record Wish(
      String owner,
      String deploymentId,
      String agent,
      String model,
      BigDecimal limitUsd,
      Duration life) {}

  /**
   * A new token.
   *
   * @param token shown once
   * @param base what the CLI is pointed at, by the model's protocol
   */
  record Issued(Personal personal, String token, URI base) {}

  /**
   * A token without its secret.
   *
   * @param committedUsd spent, and reserved by calls under way or of unknown outcome
   * @param revokedAt null: nobody did
   */
  record Personal(
      String id,
      String owner,
      String deploymentId,
      String agent,
      String model,
      String budgetPath,
      BigDecimal limitUsd,
      BigDecimal committedUsd,
      Instant createdAt,
      Instant expiresAt,
      Instant revokedAt) {

    /** Whether it opens the gateway. */
    public boolean isGood(Instant now) {
      return revokedAt == null && now.isBefore(expiresAt);
    }
  }
}
