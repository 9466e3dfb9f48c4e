package dev.muster.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.Deployed;
import dev.muster.People;
import dev.muster.WholeMuster;
import dev.muster.agent.AgentRegistry;
import dev.muster.agent.AgentRegistry.Status;
import dev.muster.approval.Approvals.Decided;
import dev.muster.approval.Approvals.Question;
import dev.muster.deployment.Measures;
import dev.muster.evidence.Evidence;
import dev.muster.evidence.EvidenceEntry;
import dev.muster.gate.Gates;
import dev.muster.secret.Secrets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** Law 4: an approval names what it approves. */
@WholeMuster
class ApprovalsTest {
  private static final List<String> DIAGRAMS = List.of("gate-review:1:x", "swarm-deployment:1:y");
  private static final Map<String, Object> APPROVE = Map.of("decision", "APPROVE");
  @Autowired ApplicationContext muster;
  @Autowired Approvals approvals;
  @Autowired Gates gates;
  @Autowired Measures measures;
  @TempDir Path folder;
  private Deployed dep;

  @BeforeEach
  void open() {
    People.in(muster, "eve", "approvers");
    dep = Deployed.in(muster, folder).ended("wave-1", "feature");
    agentIs(Status.CANARY);
  }

  @Test
  void an_approval_of_what_was_shown_counts() {
    judge("wave-1");
    var task = ask(Kind.APPROVE_GATE, "wave-1");
    assertThat(approvals.find(task).orElseThrow())
        .matches(a -> a.state().equals("OPEN") && a.digest().matches("[0-9a-f]{64}"))
        .matches(a -> a.summary().startsWith("Gate wave-1, round 1: PASS."))
        .matches(a -> a.figures().contains("| quorum | 100 % | 100 % | PASS |"));

    assertThat(decide(task, "approver", APPROVE)).isEqualTo(new Decided("APPROVED", "GO", null));
    assertThat(approvals.approved(dep.id, "wave-1", "")).isTrue();
    assertThat(approvals.find(task).orElseThrow())
        .matches(a -> a.state().equals("DECIDED") && a.decidedBy().equals("approver"));
    assertThat(last().kind()).isEqualTo("approval-decided");

    judge("wave-1");
    assertThat(approvals.approved(dep.id, "wave-1", "")).as("a newer judgement").isFalse();
  }

  /** A server of a stranger's chooses its tokens; this one's would refuse every approval. */
  @Test
  void a_secret_that_is_a_decision_takes_no_decision_away() {
    judge("wave-1");
    var task = ask(Kind.APPROVE_GATE, "wave-1");
    var secrets = dep.bean(Secrets.class);
    secrets.remember("token of a test", "APPROVE");
    try {
      var form = Map.<String, Object>of("decision", "APPROVE", "reason", "I APPROVE");
      assertThat(decide(task, "approver", form).outcome()).isEqualTo("APPROVED");
      assertThat(last().payload()).contains("I ${token of a test}");
    } finally {
      for (var other : List.of("one-other", "two-other", "three-other", "four-other")) {
        secrets.remember("token of a test", other);
      }
    }
    assertThat(secrets.redact("APPROVE")).isEqualTo("APPROVE");
  }

  @Test
  void several_reasons_read_as_sentences() {
    judge("feature");
    var task = ask(Kind.DECIDE_INCONCLUSIVE, "feature");
    assertThat(approvals.find(task).orElseThrow().summary())
        .matches("Gate feature, round 1: INCONCLUSIVE\\. checks: .*\\. feature-quality: .*\\.")
        .doesNotContain(".;", ".:", "..");
  }

  @Test
  void changed_evidence_voids_keeps_the_form_and_decides_nothing() {
    judge("wave-1");
    var task = ask(Kind.APPROVE_GATE, "wave-1");
    agentIs(Status.TAKEN_BACK);

    var decided = decide(task, "approver", Map.of("decision", "APPROVE", "reason", "looks fine"));

    assertThat(decided.outcome()).isEqualTo("VOID");
    assertThat(decided.gateOutcome()).isNull();
    assertThat(approvals.find(task).orElseThrow().state()).isEqualTo("VOID");
    assertThat(last()).matches(e -> e.kind().equals("approval-void"));
    assertThat(last().payload()).contains("looks fine", "APPROVE");
    assertThat(approvals.approved(dep.id, "wave-1", "")).isFalse();
  }

  @Test
  void another_diagram_voids() {
    judge("wave-1");
    var task = ask(Kind.APPROVE_GATE, "wave-1");
    var other = List.of("gate-review:2:z", "swarm-deployment:1:y");
    assertThat(approvals.decide(task, "approver", APPROVE, other).outcome()).isEqualTo("VOID");
    var same = ask(Kind.APPROVE_GATE, "wave-1");
    var turned = List.of(DIAGRAMS.get(1), DIAGRAMS.get(0));
    assertThat(approvals.decide(same, "approver", APPROVE, turned).outcome()).isEqualTo("APPROVED");
  }

  @Test
  void a_gate_that_has_not_passed_cannot_be_approved_whatever_the_diagram_asks() {
    agentIs(Status.TAKEN_BACK);
    judge("wave-1");
    var task = ask(Kind.APPROVE_GATE, "wave-1");
    assertThat(decide(task, "approver", APPROVE).outcome()).isEqualTo("VOID");
    var unjudged = ask(Kind.APPROVE_GATE, "feature");
    assertThat(decide(unjudged, "approver", APPROVE).outcome()).isEqualTo("VOID");
    assertThat(approvals.approved(dep.id, "wave-1", "")).isFalse();
  }

  @Test
  void what_is_asked_names_the_judgement_that_is_shown_not_a_later_one() {
    judge("wave-1");
    agentIs(Status.TAKEN_BACK);
    var task = ask(Kind.APPROVE_GATE, "wave-1");
    assertThat(decide(task, "approver", APPROVE).outcome()).isEqualTo("VOID");
  }

  @Test
  void what_may_not_be_acted_on_is_refused_in_one_line_and_stays_open() {
    judge("wave-1");
    var task = ask(Kind.APPROVE_GATE, "wave-1");
    refused(task, "approver", Map.of(), "field decision must be one of APPROVE, REJECT");
    refused(task, "approver", Map.of("decision", "GO"), "field decision must be one of");
    refused(task, "approver", Map.of("decision", 1), "field decision must be one of");
    refused(
        task,
        "approver",
        Map.of("decision", "APPROVE", "verdict", "PASS", "a\nb", "x"),
        "the form has no field a b, verdict: send decision and reason only");
    refused(task, "approver", Map.of("decision", "REJECT"), "field reason is needed for REJECT");
    refused(task, "approver", reject(" \n"), "field reason is needed for REJECT");
    refused(task, "approver", reject("x".repeat(2001)), "longer than 2000 characters");
    refused(task, "approver", reject(List.of("x")), "field reason must be text");
    refused(task, "approver", reject("\0"), "field reason must be text");
    refused(task, "approver", Map.of("x".repeat(9000), 1), "the form has no field xxx");
    refused(task, "admin", APPROVE, "user admin is not in group approvers, which decides this");
    refused(task, "nobody", APPROVE, "user nobody is not in group approvers");
    refused(task, null, APPROVE, "nobody is logged in");
    refused("no-such-task", "approver", APPROVE, "no such task: no-such-task");
    var own = ask(Kind.APPROVE_GATE, "wave-1", "approver");
    refused(own, "approver", APPROVE, "requester and approver must differ: approver asked");

    decide(task, "approver", APPROVE);
    refused(task, "eve", APPROVE, "this task is DECIDED already, open the newest one");
    approvals.withdraw(own);
    refused(own, "eve", APPROVE, "this task is WITHDRAWN already");
  }

  @Test
  void a_waiver_needs_an_inconclusive_gate_and_two_people() {
    assertThat(gates.judge(dep.id, "feature", "", now("feature"), Deployed.visit()).goes())
        .isFalse();
    var first = ask(Kind.DECIDE_INCONCLUSIVE, "feature");
    refused(first, "approver", Map.of("decision", "WAIVE"), "field reason is needed for WAIVE");
    decide(first, "approver", why("WAIVE"));
    var second = ask(Kind.CONFIRM_WAIVER, "feature");
    refused(
        second,
        "approver",
        why("CONFIRM"),
        "a waiver needs two approvers, approver is the first already");
    assertThat(approvals.approved(dep.id, "feature", "")).isFalse();

    assertThat(decide(second, "eve", why("CONFIRM")))
        .isEqualTo(new Decided("CONFIRMED", "GO", null));
    assertThat(approvals.approved(dep.id, "feature", "")).isTrue();
    judge("feature");
    assertThat(approvals.approved(dep.id, "feature", "")).isFalse();
  }

  @Test
  void repeats_are_bounded_by_the_plan() {
    gates.judge(
        dep.id, "agent", "builder", measures.of(dep.id, "agent", "builder"), Deployed.visit());
    var first = ask(Kind.DECIDE_INCONCLUSIVE, "agent", "admin", "builder", "");
    assertThat(decide(first, "approver", why("MEASURE_AGAIN")).gateOutcome()).isEqualTo("REPEAT");
    var second = ask(Kind.DECIDE_INCONCLUSIVE, "agent", "admin", "builder", "");
    refused(
        second,
        "approver",
        why("MEASURE_AGAIN"),
        "gate agent was repeated 1 times, the plan allows 1: choose another decision");
    assertThat(decide(second, "approver", why("TAKE_BACK")).gateOutcome()).isEqualTo("TAKE_BACK");
  }

  @Test
  void a_rejected_pass_is_decided_like_a_failure() {
    judge("wave-1");
    var task = ask(Kind.APPROVE_GATE, "wave-1");
    assertThat(decide(task, "approver", reject("not yet")))
        .isEqualTo(new Decided("REJECTED", null, null));
    var failed = ask(Kind.DECIDE_FAILED, "wave-1");
    assertThat(decide(failed, "approver", why("KEEP")).gateOutcome()).isEqualTo("KEEP");
    assertThat(approvals.approved(dep.id, "wave-1", "")).isFalse();
  }

  @Test
  void long_details_are_cut_for_people_and_still_the_same_question() {
    var details = "x" + "\uD83D\uDE00 call it ".repeat(3000);
    var task = ask(Kind.APPROVE_TOOL_CALL, "", "admin", "r-1", details);
    assertThat(approvals.find(task).orElseThrow().summary()).hasSizeLessThan(4000).endsWith("...");
    refused(task, "approver", Map.of("decision", "REFUSE"), "field reason is needed for REFUSE");
    assertThat(decide(task, "approver", Map.of("decision", "ALLOW")).outcome())
        .isEqualTo("ALLOWED");

    var skip = ask(Kind.PROVIDE_CREDENTIALS, "", "admin", "mcporter:linear", "Set it.");
    refused(skip, "approver", Map.of("decision", "RETRY"), "not in group operators");
    assertThat(decide(skip, "admin", Map.of("decision", "RETRY")).outcome()).isEqualTo("RETRY");
  }

  private void refused(String task, String user, Map<String, Object> form, String line) {
    assertThatThrownBy(() -> decide(task, user, form))
        .isInstanceOf(FormRefused.class)
        .hasMessageContaining(line)
        .message()
        .doesNotContain("\n")
        .hasSizeLessThan(400);
    approvals.find(task).ifPresent(a -> assertThat(a.state()).isNotEqualTo("VOID"));
  }

  private static Map<String, Object> reject(Object reason) {
    return Map.of("decision", "REJECT", "reason", reason);
  }

  private static Map<String, Object> why(String decision) {
    return Map.of("decision", decision, "reason", "because");
  }

  private Decided decide(String task, String user, Map<String, Object> form) {
    return approvals.decide(task, user, new HashMap<>(form), DIAGRAMS);
  }

  private String ask(Kind kind, String gate) {
    return ask(kind, gate, "admin");
  }

  private String ask(Kind kind, String gate, String requester) {
    return ask(kind, gate, requester, "", "");
  }

  private String ask(Kind kind, String gate, String requester, String subject, String details) {
    var task = dep.task();
    approvals.ask(
        new Question(task, dep.id, kind, kind.name(), gate, subject, requester, details, DIAGRAMS));
    return task;
  }

  private void judge(String gate) {
    gates.judge(dep.id, gate, "", now(gate), Deployed.visit());
  }

  private List<dev.muster.gate.Measurement> now(String gate) {
    return measures.of(dep.id, gate, "");
  }

  private void agentIs(Status status) {
    dep.bean(AgentRegistry.class).set(dep.id, "builder", status, "as the test says");
  }

  private EvidenceEntry last() {
    var chain = dep.bean(Evidence.class).chain(dep.id);
    return chain.get(chain.size() - 1);
  }
}
