package dev.muster.deployment;

import dev.muster.deployment.Status.WaveRow;
import dev.muster.deployment.WaveTimes.Times;
import dev.muster.plan.Wave;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What agents took one after the other, against what the wave took. */
@Component
class WaveRows {
  private final WaveTimes times;

  WaveRows(WaveTimes times) {
    this.times = times;
  }

  List<WaveRow> of(Facts facts) {
    var ended = ended(facts);
    return facts.waves().stream()
        .map(
            wave ->
                row(
                    facts,
                    wave,
                    ended.stream().filter(t -> t.wave().number() == wave.number()).findFirst()))
        .toList();
  }

  private List<Times> ended(Facts facts) {
    return facts.plan().isEmpty() ? List.of() : times.of(facts.id());
  }

  private static WaveRow row(Facts facts, Wave wave, Optional<Times> times) {
    var speedUp = times.map(t -> Rounded.times(t.serialSum(), t.wall())).orElse(null);
    return new WaveRow(
        wave.number(),
        wave.agents().size(),
        times.map(t -> Rounded.seconds(t.serialSum())).orElse(null),
        times.map(t -> Rounded.seconds(t.wall())).orElse(null),
        speedUp,
        facts.rehearsed(),
        why(times, speedUp));
  }

  private static String why(Optional<Times> times, BigDecimal speedUp) {
    if (times.isEmpty()) {
      return "the wave has not ended";
    }
    return speedUp == null ? "the wave took no time of its own" : null;
  }

  /** Of all ended waves together; null when none has ended. */
  BigDecimal speedUp(Facts facts) {
    var ended = ended(facts);
    var serial = ended.stream().map(Times::serialSum).reduce(Duration.ZERO, Duration::plus);
    return Rounded.times(
        serial, ended.stream().map(Times::wall).reduce(Duration.ZERO, Duration::plus));
  }
}
