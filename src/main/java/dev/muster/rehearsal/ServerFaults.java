package dev.muster.rehearsal;

import java.util.Map;

/**
 * What is wrong with the model endpoint, as seen from outside: for tests and rehearsed failures.
 *
 * @param omitUsage answers come without a usage block
 * @param answeringId the id that answers instead of the one asked for; null: none
 * @param usageFactors by model id, multiplied with the server's own factor
 */
public record ServerFaults(
    boolean omitUsage, String answeringId, Map<String, Double> usageFactors) {
  /** A healthy endpoint. */
  public static final ServerFaults NONE = new ServerFaults(false, null, Map.of());

  public ServerFaults {
    usageFactors = Map.copyOf(usageFactors);
  }

  /** Answers without usage. */
  public static ServerFaults missingUsage() {
    return new ServerFaults(true, null, Map.of());
  }

  /** Answers under another id than asked for. */
  public static ServerFaults answeringAs(String id) {
    return new ServerFaults(false, id, Map.of());
  }

  /** Meters some models wrongly. */
  public static ServerFaults metering(Map<String, Double> factors) {
    return new ServerFaults(false, null, factors);
  }
}
