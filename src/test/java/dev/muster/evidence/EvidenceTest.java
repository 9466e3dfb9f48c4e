package dev.muster.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.store.TestDatabase;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceTest {
  private final Evidence evidence =
      new EvidenceTable(TestDatabase.jdbc(), TestDatabase.transactionManager(), Clock.systemUTC());
  private String deployment;

  @BeforeEach
  void aChainOfItsOwn(TestInfo test) {
    deployment = "d-" + test.getDisplayName() + System.nanoTime();
  }

  @Test
  void eachLinkCoversTheOneBefore() {
    String first = evidence.append(deployment, "plan-frozen", "plan", Map.of("digest", "abc"));
    String second = evidence.append(deployment, "gate-judged", "wave-1", Map.of("verdict", "PASS"));
    List<EvidenceEntry> chain = evidence.chain(deployment);
    assertThat(chain).extracting(EvidenceEntry::number).containsExactly(1, 2);
    assertThat(chain).extracting(EvidenceEntry::hash).containsExactly(first, second);
    assertThat(chain)
        .extracting(EvidenceEntry::previousHash)
        .containsExactly(EvidenceChain.START, first);
    assertThat(EvidenceChain.firstBroken(chain)).isEmpty();
  }

  @Test
  void anEmptyChainIsWhole() {
    assertThat(EvidenceChain.firstBroken(evidence.chain("d-none"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "at = at + interval '1 microsecond'",
        "kind = kind || 'x'",
        "subject = 'other'",
        "payload = '{\"n\":3}'",
        "previous_hash = repeat('1', 64)",
        "hash = repeat('2', 64)",
        "number = 99",
        "deployment_id = 'd-elsewhere'",
        "kind = 'not', subject = 'ekindsubject'"
      })
  void aChangeOfAnyFieldIsFound(String change) {
    for (int n = 1; n <= 4; n++) {
      evidence.append(deployment, "note", "kindsubject", Map.of("n", n));
    }
    tamper("update muster.evidence set " + change + " where deployment_id = ? and number = 2");
    assertThat(EvidenceChain.firstBroken(evidence.chain(deployment))).hasValue(2);
    tamper("delete from muster.evidence where deployment_id = ?");
    TestDatabase.transactions().executeWithoutResult(s -> removeStrays());
  }

  @Test
  void aMissingLinkIsFound() {
    for (int n = 1; n <= 4; n++) {
      evidence.append(deployment, "note", "subject", Map.of("n", n));
    }
    tamper("delete from muster.evidence where deployment_id = ? and number = 3");
    assertThat(EvidenceChain.firstBroken(evidence.chain(deployment))).hasValue(3);
  }

  @Test
  void aChainUnderAnotherDeploymentsNameIsFound() {
    evidence.append(deployment, "note", "subject", Map.of());
    List<EvidenceEntry> renamed =
        evidence.chain(deployment).stream()
            .map(
                e ->
                    new EvidenceEntry(
                        "d-other",
                        e.number(),
                        e.at(),
                        e.kind(),
                        e.subject(),
                        e.payload(),
                        e.previousHash(),
                        e.hash()))
            .toList();
    assertThat(EvidenceChain.firstBroken(renamed)).hasValue(1);
  }

  @Test
  void isNeverChangedOrRemovedByOurselves() {
    evidence.append(deployment, "note", "subject", Map.of());
    for (String sql :
        List.of(
            "update muster.evidence set kind = 'x' where deployment_id = ?",
            "delete from muster.evidence where deployment_id = ?")) {
      assertThatThrownBy(() -> TestDatabase.jdbc().sql(sql).param(deployment).update())
          .hasMessageContaining("evidence is never changed or removed");
    }
  }

  @Test
  void goesAwayWithTheCallersTransaction() {
    evidence.append(deployment, "kept", "subject", Map.of());
    assertThatThrownBy(
            () ->
                TestDatabase.transactions()
                    .executeWithoutResult(
                        status -> {
                          evidence.append(deployment, "lost", "subject", Map.of());
                          throw new IllegalStateException("rolled back");
                        }))
        .hasMessage("rolled back");
    evidence.append(deployment, "kept", "subject", Map.of());
    assertThat(evidence.chain(deployment)).extracting(EvidenceEntry::kind).containsOnly("kept");
    assertThat(EvidenceChain.firstBroken(evidence.chain(deployment))).isEmpty();
  }

  @Test
  void staysOneChainWhenManyWriteAtOnce() throws Exception {
    ExecutorService writers = Executors.newFixedThreadPool(8);
    try {
      Callable<String> write = () -> evidence.append(deployment, "note", "s", Map.of());
      for (var done : writers.invokeAll(Collections.nCopies(80, write))) {
        done.get();
      }
    } finally {
      writers.shutdownNow();
    }
    List<EvidenceEntry> chain = evidence.chain(deployment);
    assertThat(chain).hasSize(80);
    assertThat(EvidenceChain.firstBroken(chain)).isEmpty();
  }

  @Test
  void oneContentIsOneTextWhateverItWasBuiltOf() throws Exception {
    record Figures(String verdict, BigDecimal cost, Instant at, Duration took) {}
    var figures =
        new Figures(
            "PASS",
            new BigDecimal("0.00000100"),
            Instant.parse("2026-01-02T03:04:05Z"),
            Duration.ofMillis(1500));
    String text = CanonicalJson.write(figures);
    assertThat(text)
        .isEqualTo(
            "{\"at\":\"2026-01-02T03:04:05Z\",\"cost\":0.00000100,\"took\":1.500000000,"
                + "\"verdict\":\"PASS\"}");
    Map<String, Object> reversed = new LinkedHashMap<>();
    reversed.put("verdict", "PASS");
    reversed.put("took", new BigDecimal("1.500000000"));
    reversed.put("cost", new BigDecimal("0.00000100"));
    reversed.put("at", "2026-01-02T03:04:05Z");
    assertThat(CanonicalJson.write(reversed)).isEqualTo(text);
    var tree = new ObjectMapper().readTree("{\"b\":1,\"a\":{\"d\":[2],\"c\":null}}");
    assertThat(CanonicalJson.write(tree)).isEqualTo("{\"a\":{\"c\":null,\"d\":[2]},\"b\":1}");
  }

  @Test
  void whatCannotBeWrittenIsRefusedBeforeAnythingIs() {
    List<Object> endless = new ArrayList<>();
    endless.add(new Object());
    assertThatThrownBy(() -> evidence.append(deployment, "note", "s", endless))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(evidence.chain(deployment)).isEmpty();
  }

  /** As one would who owns the database. */
  private void tamper(String sql) {
    TestDatabase.transactions()
        .executeWithoutResult(
            status -> {
              TestDatabase.jdbc().sql("alter table muster.evidence disable trigger user").update();
              TestDatabase.jdbc().sql(sql).param(deployment).update();
              TestDatabase.jdbc().sql("alter table muster.evidence enable trigger user").update();
            });
  }

  private static void removeStrays() {
    TestDatabase.jdbc().sql("alter table muster.evidence disable trigger user").update();
    TestDatabase.jdbc()
        .sql("delete from muster.evidence where deployment_id = 'd-elsewhere'")
        .update();
    TestDatabase.jdbc().sql("alter table muster.evidence enable trigger user").update();
  }
}
