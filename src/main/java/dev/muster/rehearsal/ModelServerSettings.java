package dev.muster.rehearsal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * How the model server behaves; nothing of it can be seen by its clients but by its answers.
 *
 * @param key what a client must send as its API key
 * @param log file that every request is appended to
 * @param latency from a request's arrival to its answer
 * @param latencyByModel the same for some model ids
 * @param usageFactor multiplies every token count
 * @param cachedShare part of the input (0 to 1) that is reported as read from a cache
 */
public record ModelServerSettings(
    String key,
    Path log,
    Duration latency,
    Map<String, Duration> latencyByModel,
    double usageFactor,
    double cachedShare,
    ServerFaults faults) {

  public ModelServerSettings {
    if (key == null || key.isBlank()) {
      throw new IllegalArgumentException("the model server needs a key");
    }
    if (!(usageFactor > 0) || cachedShare < 0 || cachedShare > 1 || latency.isNegative()) {
      throw new IllegalArgumentException(
          "usage factor %s must be over 0, cached share %s from 0 to 1, latency %s not negative"
              .formatted(usageFactor, cachedShare, latency));
    }
    latencyByModel = Map.copyOf(latencyByModel);
  }

  /** No latency, true counts, no faults. */
  public static ModelServerSettings of(String key, Path log) {
    return new ModelServerSettings(key, log, Duration.ZERO, Map.of(), 1, 0, ServerFaults.NONE);
  }

  /** With latencies. */
  public ModelServerSettings withLatency(Duration all, Map<String, Duration> byModel) {
    return new ModelServerSettings(key, log, all, byModel, usageFactor, cachedShare, faults);
  }

  /** With another multiplier. */
  public ModelServerSettings withUsageFactor(double factor) {
    return new ModelServerSettings(key, log, latency, latencyByModel, factor, cachedShare, faults);
  }

  /** With a part of the input reported as cached. */
  public ModelServerSettings withCachedShare(double share) {
    return new ModelServerSettings(key, log, latency, latencyByModel, usageFactor, share, faults);
  }

  /** With faults. */
  public ModelServerSettings withFaults(ServerFaults other) {
    return new ModelServerSettings(
        key, log, latency, latencyByModel, usageFactor, cachedShare, other);
  }

  Duration latencyOf(String model) {
    return latencyByModel.getOrDefault(model, latency);
  }

  double factorOf(String model) {
    return usageFactor * faults.usageFactors().getOrDefault(model, 1.0);
  }
}
