package dev.muster.command;

import static dev.muster.command.Rehearsals.failed;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gates that are reached only after most of a rehearsal's work. */
@Tag("faults")
class SpoiledRolloutTest {
  @TempDir static Path folder;
  private static Rehearsals rehearsals;

  @BeforeAll
  static void begin() {
    rehearsals = new Rehearsals(folder);
    List.of("wave-1", "wave-2", "deployment").forEach(rehearsals::spoil);
  }

  @AfterAll
  static void end() {
    rehearsals.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"wave-1", "wave-2", "deployment"})
  void aSpoiledGateFailsAndEverythingIsTakenBack(String gate) throws Exception {
    failed(gate, rehearsals.of(gate));
  }

  @Test
  void noProcessOfOursIsLeft() throws Exception {
    for (var muster : rehearsals.places()) {
      assertThat(muster.processes()).isEmpty();
    }
  }
}
