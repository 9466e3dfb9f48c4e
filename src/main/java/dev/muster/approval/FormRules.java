package dev.muster.approval;

import dev.muster.plan.DeploymentPlans;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** Who may decide what: the allow-list of fields and values, groups, four eyes, repeats. */
@Component
class FormRules {
  private static final Set<String> FIELDS = Set.of("decision", "reason");
  private static final Set<String> REPEATING = Set.of("REPEAT", "MEASURE_AGAIN");
  private static final int LONGEST_REASON = 2000;
  private static final int LONGEST_NAMES = 200;

  private final Accounts accounts;
  private final ApprovalTable table;
  private final DeploymentPlans plans;

  FormRules(Accounts accounts, ApprovalTable table, DeploymentPlans plans) {
    this.accounts = accounts;
    this.table = table;
    this.plans = plans;
  }

  /** A form that may be acted on. */
  record Allowed(String decision, String reason) {}

  Allowed check(Approval asked, String user, Map<String, Object> form) {
    if (!asked.state().equals("OPEN")) {
      throw new FormRefused("this task is " + asked.state() + " already, open the newest one");
    }
    person(asked, user);
    fields(form);
    var decision = decision(asked, form);
    var reason = reason(asked.kind(), decision, form);
    if (decision.equals("CONFIRM") && firstWaiver(asked).filter(user::equals).isPresent()) {
      throw new FormRefused("a waiver needs two approvers, " + user + " is the first already");
    }
    repeats(asked, decision);
    return new Allowed(decision, reason);
  }

  private void person(Approval asked, String user) {
    if (user == null) {
      throw new FormRefused("nobody is logged in: decisions are made by people");
    }
    if (!accounts.groups(user).contains(asked.kind().group())) {
      throw new FormRefused(
          "user " + user + " is not in group " + asked.kind().group() + ", which decides this");
    }
    if (asked.kind().group().equals("approvers") && user.equals(asked.requester())) {
      throw new FormRefused(
          "requester and approver must differ: " + user + " asked for this deployment");
    }
  }

  private static void fields(Map<String, Object> form) {
    var unknown = new TreeSet<>(form.keySet());
    unknown.removeAll(FIELDS);
    if (!unknown.isEmpty()) {
      throw new FormRefused(
          "the form has no field "
              + oneLine(String.join(", ", unknown))
              + ": send decision and reason only");
    }
  }

  private static String decision(Approval asked, Map<String, Object> form) {
    if (!(form.get("decision") instanceof String d) || !asked.kind().decisions().contains(d)) {
      throw new FormRefused(
          "field decision must be one of " + String.join(", ", asked.kind().decisions()));
    }
    return d;
  }

  private static String oneLine(String names) {
    var line = names.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= LONGEST_NAMES ? line : line.substring(0, LONGEST_NAMES) + " ...";
  }

  private static String reason(Kind kind, String decision, Map<String, Object> form) {
    var given = form.get("reason");
    if (given != null && !(given instanceof String text && text.indexOf('\0') < 0)) {
      throw new FormRefused("field reason must be text");
    }
    var reason = given == null ? "" : ((String) given).strip();
    if (reason.isEmpty() && kind.explained().contains(decision)) {
      throw new FormRefused("field reason is needed for " + decision + ": say why in a sentence");
    }
    if (reason.length() > LONGEST_REASON) {
      throw new FormRefused("field reason is longer than " + LONGEST_REASON + " characters");
    }
    return reason;
  }

  private void repeats(Approval asked, String decision) {
    if (!REPEATING.contains(decision)) {
      return;
    }
    var gate = plans.of(asked.deploymentId()).plan().gates().get(asked.gate());
    var allowed = gate == null ? 0 : gate.repeats();
    var done =
        table.of(asked.deploymentId()).stream()
            .filter(a -> a.gate().equals(asked.gate()) && a.subject().equals(asked.subject()))
            .filter(a -> "REPEATED".equals(a.outcome()))
            .count();
    if (done >= allowed) {
      throw new FormRefused(
          "gate "
              + asked.gate()
              + " was repeated "
              + done
              + " times, the plan allows "
              + allowed
              + ": choose another decision");
    }
  }

  /** Who asked to waive this gate. */
  Optional<String> firstWaiver(Approval confirming) {
    return table.of(confirming.deploymentId()).stream()
        .filter(a -> a.kind() == Kind.DECIDE_INCONCLUSIVE && "WAIVE".equals(a.outcome()))
        .filter(a -> a.gate().equals(confirming.gate()))
        .filter(a -> a.subject().equals(confirming.subject()))
        .reduce((first, second) -> second)
        .map(Approval::decidedBy);
  }
}
