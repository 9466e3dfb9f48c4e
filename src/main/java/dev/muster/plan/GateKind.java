package dev.muster.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The gates that Muster judges, with the criteria that each needs a limit for. */
enum GateKind {
  MCP_INSTALLATION(
      "mcp-installation",
      atLeast("connected", 100).floor("100"),
      atMost("missing-tools", 1000).floor("0")),
  WORKFLOW_TEST(
      "workflow-test",
      atMost("test-cost", 1000).floor("0.10"),
      atLeast("test-quality", 10).floor("8"),
      atMost("test-minutes", 1440).floor("15"),
      atLeast("checks", 100).floor("100")),
  AGENT(
      "agent",
      atLeast("checks", 100).floor("100"),
      atMost("quality-loss", 10),
      atLeast("servers-called", 100).floor("100")),
  WAVE("wave-N", atLeast("quorum", 100).floor("100")),
  FEATURE(
      "feature", atLeast("checks", 100).floor("100"), atLeast("feature-quality", 10).floor("8")),
  DEPLOYMENT(
      "deployment",
      atLeast("active-agents", 1000),
      atLeast("saving", 100).floor("70"),
      atMost("swarm-quality-loss", 10).floor("0"),
      atLeast("speed-up", 1000).floor("2"));

  static final String WAVE_NAME = "wave-[1-9][0-9]?";
  final String label;
  final List<Criterion> criteria;

  GateKind(String label, Criterion... criteria) {
    this.label = label;
    this.criteria = List.of(criteria);
  }

  /**
   * One figure that a gate is judged by.
   *
   * @param atLeast whether the limit is a lower one
   * @param most the largest limit that makes sense
   * @param floor the loosest limit that gates.dmn lets pass, null: none
   */
  record Criterion(String name, boolean atLeast, long most, BigDecimal floor) {

    Criterion floor(String loosest) {
      return new Criterion(name, atLeast, most, new BigDecimal(loosest));
    }

    boolean looser(BigDecimal limit) {
      return floor != null && (atLeast ? limit.compareTo(floor) < 0 : limit.compareTo(floor) > 0);
    }
  }

  private static Criterion atLeast(String name, long most) {
    return new Criterion(name, true, most, null);
  }

  private static Criterion atMost(String name, long most) {
    return new Criterion(name, false, most, null);
  }

  /** The kind of a gate by its name in a plan. */
  static Optional<GateKind> of(String gate) {
    var label = gate.matches(WAVE_NAME) ? WAVE.label : gate;
    return List.of(values()).stream().filter(kind -> kind.label.equals(label)).findFirst();
  }

  /** What may stand under this gate. */
  Shape shape() {
    var keys = new ArrayList<Shape.Key>();
    for (var criterion : criteria) {
      var doc = "Limit, at " + (criterion.atLeast() ? "least." : "most.");
      keys.add(Shape.needed(criterion.name(), new Shape.Decimal(0, criterion.most()), doc));
    }
    keys.add(
        Shape.optional(
            "repeats", new Shape.Whole(0, 20), "How often it may be repeated or measured again."));
    return Shape.keys(keys.toArray(Shape.Key[]::new));
  }
}
