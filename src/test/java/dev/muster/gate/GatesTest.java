package dev.muster.gate;

import static dev.muster.gate.Verdict.FAIL;
import static dev.muster.gate.Verdict.INCONCLUSIVE;
import static dev.muster.gate.Verdict.PASS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.Deployed;
import dev.muster.WholeMuster;
import dev.muster.evidence.Evidence;
import dev.muster.evidence.EvidenceEntry;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Law 3: three outcomes, and nothing unknown ever passes. */
@WholeMuster
class GatesTest {
  private static final Measurement GOOD = of("budget", "1", "2", null);
  private static final Measurement BAD = of("budget", "3", "2", null);
  private static final Measurement UNKNOWN = of("test-quality", null, "8", "no usage block");
  @Autowired Gates gates;
  @Autowired Evidence evidence;
  private final String dep = "d-" + UUID.randomUUID().toString().substring(0, 8);

  @Test
  void a_failure_outweighs_what_is_not_known_and_that_outweighs_a_pass() {
    assertThat(verdict(GOOD)).isEqualTo(PASS);
    assertThat(verdict(GOOD, UNKNOWN)).isEqualTo(INCONCLUSIVE);
    assertThat(verdict(GOOD, UNKNOWN, BAD)).isEqualTo(FAIL);
    assertThat(verdict()).as("nothing measured").isEqualTo(INCONCLUSIVE);
    assertThat(verdict(of("budget", "1", null, null))).as("no limit").isEqualTo(INCONCLUSIVE);
    assertThat(verdict(of("beauty", "1", "2", null))).as("unknown").isEqualTo(INCONCLUSIVE);
  }

  @Test
  void a_table_that_lets_the_missing_pass_is_not_believed() {
    var naive =
        new Ruler((criterion, measured, limit, missing) -> new Decisions.Ruling(PASS, "ok"));
    for (var missing :
        List.of(UNKNOWN, of("budget", "1", null, null), of("budget", "1", "2", "stale"))) {
      var result = naive.rule(dep, "agent", "a", 1, List.of(missing), Instant.EPOCH);
      assertThat(result.verdict()).isEqualTo(INCONCLUSIVE);
      assertThat(result.reasons()).singleElement().asString().contains("was not measured");
    }
  }

  @Test
  void reasons_name_what_did_not_pass_and_why_it_is_missing() {
    var result = gates.evaluate(dep, "agent", "a", List.of(GOOD, UNKNOWN));
    assertThat(result.reasons())
        .containsExactly(
            "test-quality: not measured, and a missing measurement is never a pass: no usage"
                + " block.");
    assertThat(gates.evaluate(dep, "agent", "a", List.of(GOOD)).reasons()).hasSize(1);
  }

  @Test
  void a_judgement_that_is_delivered_again_is_the_one_that_was_made() {
    var made = gates.judge(dep, "agent", "twice", List.of(BAD), "visit-1");
    var again = gates.judge(dep, "agent", "twice", List.of(GOOD), "visit-1");
    assertThat(again).usingRecursiveComparison().ignoringFields("at", "judged").isEqualTo(made);
    assertThat(evidence.chain(dep)).filteredOn(e -> e.kind().equals("gate-judged")).hasSize(1);

    assertThat(gates.judge(dep, "agent", "twice", List.of(GOOD), "visit-2"))
        .matches(next -> next.round() == 2 && next.verdict() == PASS);
  }

  @Test
  void the_digest_is_stable_and_changes_with_every_figure() {
    var digests = new ArrayList<String>();
    digests.add(digest(of("budget", "1", "2", null)));
    digests.add(digest(of("budget", "1.01", "2", null)));
    digests.add(digest(of("budget", "1", "2.5", null)));
    digests.add(digest(of("quality-loss", "1", "2", null)));
    digests.add(digest(of("budget", null, "2", "unpriced")));
    digests.add(digest(of("budget", null, "2", "no usage")));
    digests.add(digest(GOOD, GOOD));
    digests.add(digest(named("github=a1")));
    digests.add(digest(named("github=b2")));
    digests.add(gates.evaluate(dep, "agent", "b", List.of(GOOD)).evidence());
    digests.add(gates.evaluate(dep, "wave-1", "a", List.of(GOOD)).evidence());
    digests.add(gates.evaluate("d-other", "agent", "a", List.of(GOOD)).evidence());
    assertThat(digests).doesNotHaveDuplicates().allMatch(d -> d.matches("[0-9a-f]{64}"));

    assertThat(digest(of("budget", "1.000", "2.0", null))).isEqualTo(digests.get(0));
    var stored = gates.judge(dep, "agent", "a", List.of(GOOD), Deployed.visit());
    assertThat(stored.evidence()).isEqualTo(digests.get(0));
    assertThat(gates.newest(dep, "agent", "a").orElseThrow().evidence()).isEqualTo(digests.get(0));
  }

  @Test
  void the_newest_judgement_of_each_gate_counts() {
    gates.judge(dep, "agent", "a", List.of(BAD), Deployed.visit());
    gates.judge(dep, "agent", "b", List.of(GOOD), Deployed.visit());
    gates.judge(dep, "agent", "a", List.of(GOOD), Deployed.visit());
    gates.evaluate(dep, "agent", "c", List.of(GOOD));

    assertThat(gates.newest(dep, "agent", "a").orElseThrow())
        .matches(r -> r.round() == 2 && r.verdict() == PASS && r.goes());
    assertThat(gates.all(dep)).extracting(GateResult::subject).containsExactly("b", "a");
    assertThat(gates.newest(dep, "agent", "c")).as("evaluating stores nothing").isEmpty();
    assertThat(gates.newest(dep, "wave-1", "")).isEmpty();
    assertThat(kinds()).containsExactly("gate-judged", "gate-judged", "gate-judged");
  }

  @Test
  void only_an_inconclusive_gate_is_waived_and_only_by_two() {
    gates.judge(dep, "agent", "a", List.of(UNKNOWN), Deployed.visit());
    assertThatThrownBy(() -> gates.waive(dep, "agent", "a", "eve", "eve"))
        .hasMessage("a waiver needs two approvers, both are eve");
    assertThat(gates.newest(dep, "agent", "a").orElseThrow().goes()).isFalse();

    gates.waive(dep, "agent", "a", "eve", "bob");
    assertThat(gates.newest(dep, "agent", "a").orElseThrow())
        .matches(r -> r.waived() && r.goes() && r.verdict() == INCONCLUSIVE);
    assertThat(kinds()).contains("gate-waived");

    for (var judged : List.of(BAD, GOOD)) {
      gates.judge(dep, "agent", "a", List.of(judged), Deployed.visit());
      assertThatThrownBy(() -> gates.waive(dep, "agent", "a", "eve", "bob"))
          .hasMessageContaining("only an INCONCLUSIVE gate can be waived");
      assertThat(gates.newest(dep, "agent", "a").orElseThrow().waived()).isFalse();
    }
  }

  private Verdict verdict(Measurement... measured) {
    return gates.evaluate(dep, "agent", "a", List.of(measured)).verdict();
  }

  private String digest(Measurement... measured) {
    return gates.evaluate(dep, "agent", "a", List.of(measured)).evidence();
  }

  private List<String> kinds() {
    return evidence.chain(dep).stream().map(EvidenceEntry::kind).toList();
  }

  private static Measurement of(String criterion, String measured, String limit, String missing) {
    return new Measurement(criterion, number(measured), number(limit), "USD", missing, "t", null);
  }

  private static Measurement named(String detail) {
    var one = new BigDecimal("1");
    return new Measurement("budget", one, new BigDecimal("2"), "USD", null, "t", detail);
  }

  private static BigDecimal number(String figure) {
    return figure == null ? null : new BigDecimal(figure);
  }
}
