package dev.muster.ledger;

/**
 * A model answered whose id the plan does not accept for the one that was asked: published once the
 * attempt is settled. Its answer has no cost that anybody knows.
 *
 * @param model of the plan, as it was asked
 * @param answeredAs the id that answered
 */
public record AnsweredByAnother(
    long attemptId, String deploymentId, String budgetPath, String model, String answeredAs) {}
