package dev.muster.approval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.evidence.Evidence;
import dev.muster.gate.Gates;
import dev.muster.gate.Verdict;
import dev.muster.secret.Secrets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Law 4: an approval names what it approves. */
@Service
class DecidedApprovals implements Approvals {
  private final ApprovalTable table;
  private final ApprovalDigest digest;
  private final FormRules rules;
  private final Gates gates;
  private final Evidence evidence;
  private final Secrets secrets;
  private final ObjectMapper json;
  private final Clock clock;

  DecidedApprovals(
      ApprovalTable table,
      ApprovalDigest digest,
      FormRules rules,
      Gates gates,
      Evidence evidence,
      Secrets secrets,
      ObjectMapper json,
      Clock clock) {
    this.table = table;
    this.digest = digest;
    this.rules = rules;
    this.gates = gates;
    this.evidence = evidence;
    this.secrets = secrets;
    this.json = json;
    this.clock = clock;
  }

  @Override
  @Transactional
  public Shown ask(Question q) {
    var figures = Figures.of(q, gates);
    var names = digest.asked(q, figures.summary());
    table.insert(
        new Approval(
            q.taskId(),
            q.deploymentId(),
            q.kind(),
            q.name(),
            q.gate(),
            q.subject(),
            q.requester(),
            figures.summary(),
            figures.table(),
            names,
            "OPEN",
            null,
            null,
            null,
            clock.instant(),
            null));
    return new Shown(figures.summary(), figures.table(), names);
  }

  @Override
  @Transactional
  public Decided decide(
      String taskId, String user, Map<String, Object> given, List<String> definitionIds) {
    var form = redacted(given);
    var asked = table.find(taskId).orElseThrow(() -> new FormRefused("no such task: " + taskId));
    var allowed = rules.check(asked, user, form);
    if (!asksOfNow(asked) || !digest.now(asked, definitionIds).equals(asked.digest())) {
      return voided(asked, user, form);
    }
    var decided = Outcomes.of(asked.kind(), allowed.decision());
    if (decided.outcome().equals("CONFIRMED")) {
      gates.waive(
          asked.deploymentId(),
          asked.gate(),
          asked.subject(),
          rules.firstWaiver(asked).orElseThrow(),
          user);
    }
    table.end(
        taskId, "DECIDED", decided.outcome(), user, allowed.reason(), write(form), clock.instant());
    record(asked, "approval-decided", user, decided.outcome(), form);
    return decided;
  }

  /** A question about a gate fits its newest verdict, whatever token the diagram was given. */
  private boolean asksOfNow(Approval asked) {
    return asked.kind().about() == null
        || gates
            .newest(asked.deploymentId(), asked.gate(), asked.subject())
            .filter(result -> fits(asked.kind(), result.verdict()))
            .isPresent();
  }

  /** A person may reject what has passed: then the failed question is asked about a PASS. */
  private static boolean fits(Kind kind, Verdict verdict) {
    return kind == Kind.DECIDE_FAILED ? verdict != Verdict.INCONCLUSIVE : kind.about() == verdict;
  }

  /**
   * A reason is kept for ever: what somebody pasted into it is not. The decision is one of our own
   * words, which no secret of a stranger's may turn into another.
   */
  private Map<String, Object> redacted(Map<String, Object> given) {
    var form = new TreeMap<>(given);
    form.replaceAll(
        (name, value) ->
            value instanceof String text && !name.equals("decision")
                ? secrets.redact(text)
                : value);
    return form;
  }

  private Decided voided(Approval asked, String user, Map<String, Object> form) {
    table.end(asked.taskId(), "VOID", "VOID", user, null, write(form), clock.instant());
    record(asked, "approval-void", user, "VOID", form);
    return new Decided("VOID", null, "what this task named has changed: a new task was opened");
  }

  private void record(
      Approval asked, String kind, String user, String outcome, Map<String, Object> form) {
    var payload = new TreeMap<String, Object>();
    payload.put("task", asked.taskId());
    payload.put("question", asked.name());
    payload.put("digest", asked.digest());
    payload.put("by", user);
    payload.put("outcome", outcome);
    payload.put("form", form);
    evidence.append(asked.deploymentId(), kind, asked.name(), payload);
  }

  @Override
  @Transactional
  public void withdraw(String taskId) {
    table.end(taskId, "WITHDRAWN", null, null, null, null, clock.instant());
  }

  @Override
  public Optional<Approval> find(String taskId) {
    return table.find(taskId);
  }

  @Override
  public List<Approval> open() {
    return table.open();
  }

  @Override
  public List<Approval> of(String deploymentId) {
    return table.of(deploymentId);
  }

  @Override
  public boolean approved(String deploymentId, String gate, String subject) {
    var newest = gates.newest(deploymentId, gate, subject);
    if (newest.isEmpty() || !newest.get().goes()) {
      return false;
    }
    return newest.get().waived()
        || table.of(deploymentId).stream()
            .filter(a -> a.kind() == Kind.APPROVE_GATE && a.gate().equals(gate))
            .filter(a -> a.subject().equals(subject) && "APPROVED".equals(a.outcome()))
            .anyMatch(a -> !a.askedAt().isBefore(newest.get().at()));
  }

  private String write(Map<String, Object> form) {
    try {
      return json.writeValueAsString(new TreeMap<>(form));
    } catch (JsonProcessingException e) {
      throw new FormRefused("the form cannot be kept as JSON: send text values only");
    }
  }
}
