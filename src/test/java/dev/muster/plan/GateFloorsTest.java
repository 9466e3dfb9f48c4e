package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.plan.GateKind.Criterion;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What plan check calls too loose is what gates.dmn refuses, no more and no less. */
class GateFloorsTest {
  private static final BigDecimal A_BIT = new BigDecimal("0.01");
  private static final BigDecimal GREAT = BigDecimal.valueOf(100_000);
  private final DmnEngine engine =
      DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();

  static Stream<Criterion> criteria() {
    return Stream.of(GateKind.values()).flatMap(kind -> kind.criteria.stream()).distinct();
  }

  @ParameterizedTest
  @MethodSource("criteria")
  void the_floor_of_the_plan_is_the_floor_of_the_table(Criterion criterion) throws IOException {
    var best = criterion.atLeast() ? GREAT : BigDecimal.ZERO;
    if (criterion.floor() == null) {
      var loosest = criterion.atLeast() ? A_BIT : BigDecimal.valueOf(criterion.most());
      assertThat(verdict(criterion, best, loosest)).isEqualTo("PASS");
    } else {
      var looser =
          criterion.atLeast() ? criterion.floor().subtract(A_BIT) : criterion.floor().add(A_BIT);
      assertThat(verdict(criterion, best, criterion.floor())).isEqualTo("PASS");
      assertThat(verdict(criterion, best, looser)).isEqualTo("FAIL");
      assertThat(criterion.looser(looser)).isTrue();
      assertThat(criterion.looser(criterion.floor())).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("criteria")
  void the_direction_of_the_plan_is_the_direction_of_the_table(Criterion criterion)
      throws IOException {
    var limit = criterion.floor() == null ? BigDecimal.ONE : criterion.floor();
    var worst = criterion.atLeast() ? BigDecimal.ZERO : GREAT;
    assertThat(verdict(criterion, worst, limit)).isEqualTo("FAIL");
  }

  private String verdict(Criterion criterion, BigDecimal measured, BigDecimal limit)
      throws IOException {
    try (var table = Files.newInputStream(Path.of("processes", "gates.dmn"))) {
      var asked =
          Variables.createVariables()
              .putValue("criterion", criterion.name())
              .putValue("measured", measured.doubleValue())
              .putValue("limit", limit.doubleValue())
              .putValue("missing", false);
      Map<String, Object> row =
          engine
              .evaluateDecisionTable(engine.parseDecision("gate-criterion", table), asked)
              .getSingleResult()
              .getEntryMap();
      return (String) row.get("verdict");
    }
  }
}
