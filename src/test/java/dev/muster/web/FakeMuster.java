package dev.muster.web;

import dev.muster.agent.Run;
import dev.muster.agent.RunPage;
import dev.muster.agent.Runs;
import dev.muster.agent.Sessions;
import dev.muster.approval.Accounts;
import dev.muster.approval.Approval;
import dev.muster.approval.Approvals;
import dev.muster.approval.FormRefused;
import dev.muster.approval.Kind;
import dev.muster.approval.TaskCompletion;
import dev.muster.deployment.Deployment;
import dev.muster.deployment.Deployments;
import dev.muster.deployment.ProcessControl;
import dev.muster.deployment.Status;
import dev.muster.deployment.StatusReport;
import dev.muster.deployment.Uninstall;
import dev.muster.evidence.Evidence;
import dev.muster.evidence.EvidenceEntry;
import dev.muster.gate.GateResult;
import dev.muster.gate.Gates;
import dev.muster.gate.Measurement;
import dev.muster.gateway.PersonalSpending;
import dev.muster.journal.Journal.TakenBack;
import dev.muster.journal.Journal.TakenBack.How;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.SubjectDays.SubjectDay;
import dev.muster.ledger.Usage;
import dev.muster.mcp.ToolDiff;
import dev.muster.mcp.ToolLocks;
import dev.muster.plan.PlanInvalid;
import dev.muster.plan.Problem;
import dev.muster.routing.Candidate;
import dev.muster.routing.Decision;
import dev.muster.routing.Decisions;
import dev.muster.routing.GivenRuns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.mockito.Mockito;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.http.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.thymeleaf.ThymeleafAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.HttpEncodingAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/**
 * The web room on a real server, over ports that answer from memory. No stereotype: the
 * application's own scan must not find it.
 */
@ImportAutoConfiguration({
  ServletWebServerFactoryAutoConfiguration.class,
  DispatcherServletAutoConfiguration.class,
  PropertyPlaceholderAutoConfiguration.class,
  WebMvcAutoConfiguration.class,
  ErrorMvcAutoConfiguration.class,
  HttpEncodingAutoConfiguration.class,
  HttpMessageConvertersAutoConfiguration.class,
  JacksonAutoConfiguration.class,
  SecurityAutoConfiguration.class,
  ThymeleafAutoConfiguration.class,
  org.springdoc.core.configuration.SpringDocConfiguration.class,
  org.springdoc.core.properties.SpringDocConfigProperties.class,
  org.springdoc.webmvc.core.configuration.SpringDocWebMvcConfiguration.class
})
@ComponentScan({
  "dev.muster.web",
  "dev.muster.deployment.web",
  "dev.muster.approval.web",
  "dev.muster.routing.web"
})
class FakeMuster {
  static final String RUNNING = "d-aaaa1111";
  static final String ENDED = "d-bbbb2222";

  /** What a test looks into and changes. */
  static final class State {
    final List<Approval> approvals = new CopyOnWriteArrayList<>();
    final List<ProcessControl.Token> tokens = new CopyOnWriteArrayList<>();
    final List<String> asked = new CopyOnWriteArrayList<>();

    void reset() {
      approvals.clear();
      asked.clear();
      tokens.clear();
      approvals.add(approval("task-1", "OPEN"));
      approvals.add(approval("task-0", "DECIDED"));
      token("swarm-deployment", "Call_McpInstallation", "MCP installation", "");
      token("mcp-installation", "Task_ProbeBinding", "Probe binding", "mcporter:linear");
      token("mcp-installation", "Task_ProbeBinding", "Probe binding", "qwen-code:finance");
    }

    void token(String process, String activity, String name, String subject) {
      tokens.add(
          new ProcessControl.Token(process, "instance-of-" + process, activity, name, subject));
    }
  }

  private static Approval approval(String task, String state) {
    var open = state.equals("OPEN");
    return new Approval(
        task,
        RUNNING,
        Kind.APPROVE_GATE,
        "Approve wave 1",
        "wave-1",
        "",
        "admin",
        "Gate wave-1, round 1: PASS. 3 of 3 agents passed",
        "| criterion | measured |\n|---|---|\n| quorum | 100 % |\n",
        "ab".repeat(32),
        state,
        open ? null : "APPROVED",
        open ? null : "approver",
        null,
        SampleStatus.START,
        null);
  }

  @Bean
  PersonalSpending personalSpending() {
    return (deployment, owner) ->
        java.util.stream.Stream.of(spent("ann", "0.0125"), spent("approver", null))
            .filter(spent -> owner == null || spent.owner().equals(owner))
            .toList();
  }

  private static PersonalSpending.Spent spent(String owner, String usd) {
    var day = LocalDate.of(2026, 11, 24);
    var cost = usd == null ? null : new BigDecimal(usd);
    return new PersonalSpending.Spent(
        owner,
        new SubjectDay(
            day,
            "p-" + owner,
            "<b>coder</b>",
            "sonnet",
            3,
            12_000,
            340,
            cost,
            usd == null ? 1 : 0,
            1,
            BigDecimal.ONE));
  }

  @Bean
  State state() {
    var state = new State();
    state.reset();
    return state;
  }

  @Bean
  Accounts accounts() {
    var groups =
        Map.of("admin", Set.of("camunda-admin", "operators"), "approver", Set.of("approvers"));
    return new Accounts() {
      @Override
      public Set<String> groups(String user) {
        return groups.getOrDefault(user, Set.of());
      }

      @Override
      public boolean passwordMatches(String user, String password) {
        return groups.containsKey(user) && password.equals("pass of " + user);
      }
    };
  }

  @Bean
  Deployments deployments(State state) {
    return new InMemoryDeployments(state);
  }

  private record InMemoryDeployments(State state) implements Deployments {
    @Override
    public String start(Path planFile, String requester) {
      if (planFile.toString().contains("broken")) {
        throw new PlanInvalid(
            List.of(
                new Problem("broken.yaml", 3, "unknown key modles", "nothing reads it", "models"),
                new Problem("broken.yaml", 9, "mix sums to 90", "shares are per cent", "100")));
      }
      state.asked.add("start " + planFile + " by " + requester);
      return "d-cccc3333";
    }

    @Override
    public List<Integer> freeze(String deploymentId, String planFile, String requester) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Deployment> all() {
      return List.of(deployment(RUNNING, "RUNNING"), deployment(ENDED, "SIGNED_OFF"));
    }

    private static Deployment deployment(String id, String status) {
      var ended = status.equals("RUNNING") ? null : SampleStatus.START.plusSeconds(600);
      return new Deployment(
          id,
          "Multi-model swarm",
          "plans/rehearsal.yaml",
          "3f".repeat(32),
          "admin",
          status,
          true,
          SampleStatus.START,
          ended);
    }

    @Override
    public Optional<Deployment> find(String id) {
      return all().stream().filter(d -> d.id().equals(id)).findFirst();
    }

    @Override
    public void close(String deploymentId, String outcome) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void abort(String deploymentId, String by) {
      if (state.asked.contains("abort " + deploymentId)) {
        throw new IllegalStateException("deployment " + deploymentId + " is already ending");
      }
      state.asked.add("abort " + deploymentId);
    }

    @Override
    public void startOperation(String deploymentId) {
      throw new UnsupportedOperationException();
    }
  }

  @Bean
  ProcessControl processes(State state) {
    return new ProcessControl() {
      @Override
      public void start(
          String process, String businessKey, String user, Map<String, Object> variables) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void abort(String deploymentId) {
        throw new UnsupportedOperationException();
      }

      @Override
      public List<Token> tokens(String deploymentId) {
        return deploymentId.equals(RUNNING) ? List.copyOf(state.tokens) : List.of();
      }

      @Override
      public List<String> incidents(String deploymentId) {
        return List.of();
      }

      @Override
      public String diagram(String process) {
        try (var model =
            FakeMuster.class.getResourceAsStream("/muster/processes/" + process + ".bpmn")) {
          if (model == null) {
            throw new IllegalArgumentException("no such process: " + process);
          }
          return new String(model.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  @Bean
  StatusReport report(Deployments deployments) {
    return new StatusReport() {
      @Override
      public Status of(String id) {
        return SampleStatus.of(id, deployments.find(id).orElseThrow().status());
      }

      @Override
      public String markdown(Status status) {
        return "# " + status.name() + " (rehearsed)\n";
      }

      @Override
      public String html(Status status) {
        return "<!DOCTYPE html><title>r</title><style>h1{color:green}</style><h1>Report – ä</h1>";
      }

      @Override
      public void write(String deploymentId, Path folder) {
        throw new UnsupportedOperationException();
      }
    };
  }

  @Bean
  Approvals approvals(State state) {
    return new Approvals() {
      @Override
      public Shown ask(Question question) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Decided decide(
          String taskId, String user, Map<String, Object> form, List<String> definitionIds) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void withdraw(String taskId) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Optional<Approval> find(String taskId) {
        return state.approvals.stream().filter(a -> a.taskId().equals(taskId)).findFirst();
      }

      @Override
      public List<Approval> open() {
        return state.approvals.stream().filter(a -> a.state().equals("OPEN")).toList();
      }

      @Override
      public List<Approval> of(String deploymentId) {
        return state.approvals.stream().filter(a -> a.deploymentId().equals(deploymentId)).toList();
      }

      @Override
      public boolean approved(String deploymentId, String gate, String subject) {
        return false;
      }
    };
  }

  @Bean
  TaskCompletion completion(State state, Accounts accounts) {
    return (taskId, user, form) -> {
      var at = index(state, taskId);
      if (!state.approvals.get(at).state().equals("OPEN")) {
        throw new FormRefused("this task is DECIDED already, open the newest one");
      }
      if (!accounts.groups(user).contains("approvers")) {
        throw new FormRefused("user " + user + " is not in group approvers, which decides this");
      }
      if (!Set.of("decision", "reason").containsAll(form.keySet())) {
        throw new FormRefused("the form has no field verdict: send decision and reason only");
      }
      var changed = "changed".equals(form.get("reason"));
      state.approvals.set(at, approval(taskId, changed ? "VOID" : "DECIDED"));
    };
  }

  private static int index(State state, String taskId) {
    var ids = new ArrayList<>(state.approvals.stream().map(Approval::taskId).toList());
    return ids.indexOf(taskId);
  }

  @Bean
  Uninstall uninstall(State state) {
    return (id, by) -> {
      state.asked.add("uninstall " + id + " by " + by);
      return List.of(
          new TakenBack(RUNNING + "/mcp-installation/qwen-code", Path.of("/h/a"), How.CUT, "why"));
    };
  }

  /** One server with a poisoned description, another as it was approved. */
  @Bean
  ToolLocks locks() {
    var locks = Mockito.mock(ToolLocks.class);
    var at = Instant.parse("2026-11-20T10:00:00Z");
    var change =
        new ToolLocks.Change(
            RUNNING, "github", "a1", "b2", ToolLocks.Standing.ASKED, "run r-1", at, null, null);
    var part =
        new ToolDiff.Part(
            "create_issue<b>",
            List.of(
                new ToolDiff.Line(ToolDiff.Mark.SAME, "Creates an issue."),
                new ToolDiff.Line(ToolDiff.Mark.ADDED, SampleStatus.HOSTILE)),
            List.of());
    Mockito.when(locks.quarantine(RUNNING, "github")).thenReturn(Optional.of(change));
    Mockito.when(locks.diff(change)).thenReturn(new ToolDiff(List.of(), List.of(), List.of(part)));
    Mockito.when(locks.history(RUNNING, "github"))
        .thenReturn(List.of(new ToolLocks.Lock(RUNNING, "github", "a1", at, "approver", "gate x")));
    var hash = "c3".repeat(32);
    var old = new ToolLocks.Lock(ENDED, "finance", "d4", at, "approver", "gate y");
    Mockito.when(locks.shown(RUNNING)).thenReturn(Map.of("finance", Set.of(hash)));
    Mockito.when(locks.whole(hash)).thenReturn(List.of(part));
    Mockito.when(locks.before(RUNNING, "finance")).thenReturn(Optional.of(old));
    Mockito.when(locks.diff("d4", hash))
        .thenReturn(new ToolDiff(List.of(part), List.of(), List.of()));
    return locks;
  }

  /** A try that broke and one that is paid, at the CLI's vendor. */
  @Bean
  Sessions sessions() {
    var sessions = Mockito.mock(Sessions.class);
    Mockito.when(sessions.of("r-cli"))
        .thenReturn(
            List.of(
                session(1, "BROKEN", "its server toolbelt is failed", null),
                session(2, "DONE", null, new Usage(24_310, 18_000, 0, 812, 0))));
    return sessions;
  }

  private static Sessions.Session session(int number, String state, String reason, Usage usage) {
    var at = Instant.parse("2026-11-20T10:00:00Z");
    return new Sessions.Session(
        number,
        "copilot-cli",
        "1.0.102",
        "copilot",
        "VENDOR",
        true,
        state,
        reason,
        0,
        3,
        2,
        usage,
        at,
        at.plusSeconds(60));
  }

  /** A run whose second turn fell back, and one that an agent CLI works. */
  @Bean
  Runs runs() {
    var runs = Mockito.mock(Runs.class);
    var run = run("r-1", "gpt");
    // 51 of them: one more than a page holds.
    Mockito.when(runs.page(RUNNING, 1, 50))
        .thenReturn(new RunPage(Collections.nCopies(50, run), 1, 50, 51));
    Mockito.when(runs.page(RUNNING, 2, 50)).thenReturn(new RunPage(List.of(run), 2, 50, 51));
    Mockito.when(runs.find("r-1")).thenReturn(Optional.of(run));
    Mockito.when(runs.find("r-cli")).thenReturn(Optional.of(run("r-cli", "copilot")));
    return runs;
  }

  private static Run run(String id, String model) {
    return new Run(
        id,
        RUNNING,
        "wave-1",
        1,
        "builder",
        "build",
        "mix",
        "w",
        model,
        "OPEN",
        null,
        null,
        0,
        0,
        SampleStatus.START,
        null,
        0);
  }

  @Bean
  Decisions decisions() {
    var chosen = new Candidate("gpt", 40, BigDecimal.ONE, new BigDecimal("-0.2"), null);
    var other =
        new Candidate(
            "qwen",
            60,
            BigDecimal.ZERO,
            new BigDecimal("1.2"),
            "rate limited " + SampleStatus.HOSTILE);
    var decision =
        new Decision(
            "r-1",
            1,
            "mix",
            "gpt",
            "qwen",
            "RATE_LIMITED",
            "qwen did not answer: HTTP 429",
            "turns",
            List.of(other, chosen),
            true,
            SampleStatus.START);
    var all = Map.of("r-1", List.of(decision), "r-cli", List.of(whole()));
    return (id, run) -> id.equals(RUNNING) ? all.getOrDefault(run, List.of()) : List.of();
  }

  /** A run of an agent CLI has one decision. */
  private static Decision whole() {
    var chosen = new Candidate("copilot", 50, BigDecimal.ONE, BigDecimal.ONE, null);
    var other =
        new Candidate("qwen", 50, BigDecimal.TEN, new BigDecimal("-1"), "not so far behind");
    return new Decision(
        "r-cli",
        GivenRuns.WHOLE,
        "mix",
        "copilot",
        null,
        null,
        "its share of the runs is furthest behind, for the whole run",
        "runs",
        List.of(chosen, other),
        true,
        SampleStatus.START);
  }

  @Bean
  Evidence evidence() {
    return new Evidence() {
      @Override
      public String append(String deploymentId, String kind, String subject, Object payload) {
        throw new UnsupportedOperationException();
      }

      @Override
      public List<EvidenceEntry> chain(String id) {
        return List.of(
            new EvidenceEntry(
                id, 1, Instant.EPOCH, "plan-frozen", "x", "{}", "0".repeat(64), "1".repeat(64)));
      }
    };
  }

  @Bean
  Gates gates() {
    return new Gates() {
      @Override
      public GateResult judge(
          String id, String gate, String subject, List<Measurement> m, String visit) {
        throw new UnsupportedOperationException();
      }

      @Override
      public GateResult evaluate(String id, String gate, String subject, List<Measurement> m) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Optional<GateResult> newest(String deploymentId, String gate, String subject) {
        return Optional.empty();
      }

      @Override
      public List<GateResult> all(String id) {
        return List.of(
            new GateResult(
                id,
                "mcp-installation",
                "",
                1,
                dev.muster.gate.Verdict.PASS,
                List.of(),
                "",
                false,
                SampleStatus.START));
      }

      @Override
      public void waive(String id, String gate, String subject, String first, String second) {
        throw new UnsupportedOperationException();
      }
    };
  }

  /** Only what was spent is asked for. */
  @Bean
  Ledger ledger() {
    return (Ledger)
        Proxy.newProxyInstance(
            Ledger.class.getClassLoader(),
            new Class<?>[] {Ledger.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "spending", "attemptsOf" -> List.of();
                  case "hashCode" -> System.identityHashCode(self);
                  case "equals" -> self == arguments[0];
                  default -> "a ledger";
                });
  }
}
