package dev.muster.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.muster.agent.AgentRegistry;
import dev.muster.approval.Approvals;
import dev.muster.approval.Approvals.Question;
import dev.muster.approval.Kind;
import dev.muster.deployment.Status.AgentRow;
import dev.muster.deployment.Status.GateRow;
import dev.muster.journal.Journal;
import dev.muster.journal.Journal.TakenBack;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.Usage;
import dev.muster.mcp.Probe;
import dev.muster.plan.Binding;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

@SpringJUnitConfig(ReportRooms.class)
class StatusReportTest {
  private static final Path SCHEMA = Path.of("docs/status.schema.json");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final Pattern FIGURES = Pattern.compile("saving|quality|speed|faster");

  @Autowired private ApplicationContext rooms;
  @Autowired private WrittenStatusReport report;
  private DeploymentFixture fixture;

  @BeforeEach
  void freshDeployment() {
    fixture = new DeploymentFixture(rooms);
  }

  private Status status() throws IOException {
    var status = report.of(fixture.id);
    var json = report.json(status);
    assertThat(errors(json)).isEmpty();
    assertThat(report.html(status)).contains("<h1>").doesNotContain("{{");
    if (status.rehearsed()) {
      neverWithoutTheWord(status);
    }
    return status;
  }

  private static List<String> errors(String json) throws IOException {
    var schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
            .getSchema(Files.readString(SCHEMA), InputFormat.JSON);
    return schema.validate(json, InputFormat.JSON).stream().map(Object::toString).toList();
  }

  /** In a rehearsal each line on saving, quality or speed says so, in every form. */
  private void neverWithoutTheWord(Status status) throws IOException {
    assertThat(report.markdown(status).lines().filter(l -> names(l) && !l.contains("rehearsed")))
        .isEmpty();
    assertThat(report.html(status).lines().filter(l -> names(l) && !l.contains("rehearsed")))
        .isEmpty();
    marked(JSON.readTree(report.json(status)), false);
  }

  private static boolean names(String line) {
    return FIGURES.matcher(line.toLowerCase(Locale.ROOT)).find();
  }

  private static void marked(com.fasterxml.jackson.databind.JsonNode node, boolean beside) {
    if (node.isTextual()) {
      assertThat(beside || !names(node.asText()) || node.asText().contains("rehearsed"))
          .as(node.asText())
          .isTrue();
    }
    var marks = node.path("rehearsed").asBoolean(false);
    node.properties()
        .forEach(
            e -> {
              assertThat(marks || beside || !names(e.getKey())).as(e.getKey()).isTrue();
              var inside = e.getValue().isContainerNode() && isText(e.getKey());
              marked(e.getValue(), inside ? false : marks || beside && !isText(e.getKey()));
            });
    if (node.isArray()) {
      node.forEach(item -> marked(item, beside));
    }
  }

  /** Sentences stand alone: they carry the word themselves. */
  private static boolean isText(String key) {
    return List.of("findings", "nextActions", "timeline").contains(key);
  }

  /** Run with -Dmuster.writeSchema=true to write the file anew. */
  @Test
  void the_published_schema_is_the_one_of_the_records() throws IOException {
    var written = JSON.writeValueAsString(StatusSchema.document()) + "\n";
    if (Boolean.getBoolean("muster.writeSchema")) {
      Files.writeString(SCHEMA, written);
    }
    assertThat(Files.readString(SCHEMA)).isEqualTo(written);
    assertThat(errors("{\"name\": 1}")).isNotEmpty();
  }

  @Test
  void an_unknown_deployment_is_named() {
    assertThatThrownBy(() -> report.of("d-nothing0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("d-nothing0");
  }

  @Test
  void a_deployment_without_a_plan_has_a_report() throws IOException {
    fixture.started("fresh");
    fixture.clock.pass(7);

    var status = status();

    assertThat(status.elapsedSeconds()).isEqualTo(7);
    assertThat(status.agents()).isEmpty();
    assertThat(status.gates()).extracting(GateRow::verdict).containsOnly("not judged");
    assertThat(status.notMeasured())
        .containsEntry("planDigest", "no plan is frozen")
        .containsEntry("totalUsd", "no model call was made yet")
        .containsEntry("speedUp", "no wave has ended")
        .containsKeys("savingPercent", "savingVsAllSonnetPercent", "judgeUsd");
    assertThat(report.markdown(status)).contains("not measured: no plan is frozen");
  }

  @Test
  void an_invalid_plan_asks_for_its_mending() throws IOException {
    fixture.started("wrong");
    fixture.bean(DeploymentTable.class).end(fixture.id, "INVALID");

    assertThat(status().nextActions()).anyMatch(a -> a.contains("Mend the plan"));
  }

  @Test
  void a_frozen_plan_shows_all_that_is_to_come() throws IOException {
    fixture.frozen();

    var status = status();

    assertThat(status.rehearsed()).isTrue();
    assertThat(status.agents()).hasSize(10).extracting(AgentRow::status).containsOnly("PLANNED");
    assertThat(status.agents()).allMatch(a -> a.mixUsd() == null && a.seconds() == null);
    assertThat(status.others())
        .extracting(Status.OtherRow::name, Status.OtherRow::status, Status.OtherRow::watched)
        .contains(
            org.assertj.core.groups.Tuple.tuple(
                "infra-optimization-eng", "ADOPTED", "not reported"))
        .hasSize(2);
    assertThat(status.bindings())
        .hasSize(9)
        .allMatch(b -> b.standIn() && b.state().equals("PENDING") && b.tools() == null);
    assertThat(status.gates()).hasSize(16).allMatch(g -> g.verdict().equals("not judged"));
    assertThat(status.waves()).hasSize(2).allMatch(w -> w.wall() == null && w.rehearsed());
    assertThat(status.phases()).extracting(Status.Phase::state).containsOnly("NOT_STARTED");
    assertThat(report.markdown(status)).contains("(stand-in)").contains("not reported");
  }

  @Test
  void a_rolled_out_swarm_shows_its_figures() throws IOException {
    var status = rolledOut();

    assertThat(status.agents()).extracting(AgentRow::status).containsOnly("ACTIVE");
    // 1,000 tokens in and 100 out at 0.30/1.50, 5/25 and 2/10 USD a million.
    var plan = fixture.plan();
    var qwen = cost(plan.prices().get(plan.models().get("qwen").price()));
    var opus = cost(plan.prices().get(plan.models().get("opus").price()));
    var sonnet = cost(plan.prices().get(plan.models().get("sonnet").price()));
    assertThat(status.baseline().usd()).isEqualByComparingTo(opus.multiply(BigDecimal.TEN));
    assertThat(status.baseline().mixUsd()).isEqualByComparingTo(qwen.multiply(BigDecimal.TEN));
    assertThat(status.savingPercent()).isEqualByComparingTo(Rounded.two(Figure.saving(qwen, opus)));
    assertThat(status.savingVsAllSonnetPercent())
        .isEqualByComparingTo(Rounded.two(Figure.saving(qwen, sonnet)));
    assertThat(status.baseline().computed()).contains("computed, not run");
    assertThat(status.baseline().mixQuality()).isEqualByComparingTo("9");
    assertThat(status.waves())
        .extracting(Status.WaveRow::serialSum, Status.WaveRow::wall, w -> w.speedUp().toString())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(30.0, 12.0, "2.50"),
            org.assertj.core.groups.Tuple.tuple(70.0, 12.0, "5.83"));
    assertThat(status.speedUp()).isEqualByComparingTo("4.17");
  }

  @Test
  void what_was_measured_with_real_models_is_not_called_rehearsed() throws IOException {
    fixture.frozen("plans/multi-model-swarm.yaml").rolledOut();

    var status = status();

    assertThat(status.rehearsed()).isFalse();
    assertThat(report.markdown(status)).doesNotContain("ehearsed").doesNotContain("stand-in");
  }

  private Status rolledOut() throws IOException {
    fixture.frozen().rolledOut();
    return status();
  }

  private static BigDecimal cost(dev.muster.plan.Price price) {
    return price
        .input()
        .multiply(BigDecimal.valueOf(1000))
        .add(price.output().multiply(BigDecimal.valueOf(100)))
        .movePointLeft(6);
  }

  @Test
  void the_judges_are_paid_apart() throws IOException {
    var status = rolledOut();
    var arms = status.baseline().usd().add(status.baseline().mixUsd());

    assertThat(status.judgeUsd()).isPositive();
    assertThat(status.totalUsd()).isEqualByComparingTo(arms.add(status.judgeUsd()));
    assertThat(report.markdown(status)).contains("The judges, in no arm's cost:");
  }

  @Test
  void the_share_of_claude_is_a_finding() throws IOException {
    var status = rolledOut();

    assertThat(status.shares())
        .filteredOn(s -> s.family().equals("claude"))
        .allMatch(s -> s.limitPercent() == 20 && s.measuredPercent().signum() == 0);
    assertThat(status.findings()).anyMatch(f -> f.startsWith("Share of family claude"));
  }

  @Test
  void a_cost_that_the_provider_reports_otherwise_is_a_finding() throws IOException {
    fixture.frozen();
    var own = new BigDecimal("0.00045"); // 1,000 at 0.30 and 100 at 1.50
    reported(own.multiply(new BigDecimal("1.04")));
    assertThat(status().findings()).noneMatch(f -> f.contains("provider reports"));

    reported(own.multiply(new BigDecimal("2")));

    assertThat(status().findings())
        .anyMatch(
            f ->
                f.contains(
                    "1 of 2 answers of qwen cost 0.00045 USD by the own price book, and 0.0009 USD"
                        + " by what its provider reports: more than 5 % apart"));
  }

  @Test
  void what_a_cli_says_of_a_flat_model_is_no_other_price() throws IOException {
    fixture.frozen();
    fixture.run(
        "qa-lead", "wave-2", "mix", "ollama-llama", new Usage(9, 0, 0, 1, 0, 0, BigDecimal.ONE));
    assertThat(status().findings()).noneMatch(f -> f.contains("provider reports"));
  }

  private void reported(BigDecimal usd) {
    fixture.run("qa-lead", "wave-2", "mix", "qwen", new Usage(1000, 0, 0, 100, 0, 0, usd));
  }

  @Test
  void calls_are_counted_once_for_each_answer_that_was_needed() throws IOException {
    fixture.frozen();
    var run = fixture.run("qa-lead", "wave-2", "mix", "qwen", new Usage(1000, 0, 0, 100, 0));
    var ledger = fixture.bean(Ledger.class);
    ledger.failed(fixture.open(run, "turn", "qa-lead", "wave-2", "mix", "qwen"), 529, "busy");
    ledger.failed(fixture.open(run, "turn", "qa-lead", "wave-2", "mix", "qwen"), null, "reset");
    ledger.unknown(fixture.open(run, "turn", "qa-lead", "wave-2", "mix", "qwen"), 504, "cut off");
    fixture.open(run, "turn", "qa-lead", "wave-2", "mix", "copilot");

    var status = status();

    assertThat(status.calls())
        .isEqualTo(
            new Status.Calls(null, 2, 1, 1, 1, "no model server of a rehearsal keeps a log here"));
    assertThat(status.findings())
        .anyMatch(f -> f.contains("HTTP 529"))
        .anyMatch(f -> f.contains("answered HTTP 504 1 times"));
    var underWay = status.costs().stream().filter(c -> c.model().equals("copilot")).findFirst();
    assertThat(underWay.orElseThrow().usd()).isEqualByComparingTo("0.01");
    assertThat(underWay.orElseThrow().note()).isEqualTo("1 under way, counted as reserved");
    assertThat(underWay.orElseThrow().label()).contains("rehearsed over OpenAI Chat");
  }

  @Test
  void the_model_servers_own_log_is_shown_where_there_is_one() {
    fixture.frozen();
    var factory = new StaticListableBeanFactory(Map.of("log", (CallsMade) (attempts, since) -> 42));

    var calls =
        new CallCount(factory.getBeanProvider(CallsMade.class))
            .of(rooms.getBean(FactReading.class).of(fixture.id));

    assertThat(calls.made()).isEqualTo(42);
    assertThat(calls.notMeasured()).isNull();
  }

  @Test
  void an_answer_without_usage_is_not_measured_and_never_free() throws IOException {
    fixture.frozen();
    fixture.run("qa-lead", "wave-2", "mix", "qwen", null);
    fixture.run("qa-lead", "wave-2", "baseline", "opus", new Usage(1000, 0, 0, 100, 0));

    var status = status();

    var agent = status.agents().stream().filter(a -> a.name().equals("qa-lead")).findFirst();
    assertThat(agent.orElseThrow().mixUsd()).isNull();
    assertThat(agent.orElseThrow().baselineUsd()).isPositive();
    assertThat(agent.orElseThrow().notMeasured().get("savingPercent")).contains("no usage");
    assertThat(status.totalUsd()).isNull();
    assertThat(status.notMeasured().get("totalUsd")).contains("no usage in the answer");
    assertThat(report.markdown(status)).contains("not measured: qwen: no usage in the answer");
  }

  @Test
  void what_was_taken_back_says_so() throws IOException {
    fixture.frozen();
    fixture.begins("wave-1");
    fixture.rollsOut("backend-developer", "wave-1");
    fixture.judge("agent", "backend-developer");
    fixture.clock.pass(5);
    fixture.phases.closeWave(fixture.id, 1);
    fixture.judge("wave-1", "");
    when(fixture.bean(Journal.class).closed(fixture.id)).thenReturn(true);
    when(fixture.bean(Journal.class).takeBack(fixture.id))
        .thenReturn(
            List.of(
                new TakenBack(
                    fixture.id + "/wave-1",
                    Path.of("settings.json"),
                    TakenBack.How.LEFT,
                    "somebody changed it")));
    fixture.phases.takeBack(fixture.id);
    fixture.bean(Deployments.class).close(fixture.id, "TAKEN_BACK");

    var status = status();

    assertThat(status.status()).isEqualTo("TAKEN_BACK");
    assertThat(status.agents().get(0).status()).isEqualTo("TAKEN_BACK");
    assertThat(status.phases())
        .filteredOn(p -> p.name().equals("wave-1"))
        .extracting(Status.Phase::state)
        .containsExactly("TAKEN_BACK");
    assertThat(status.findings()).anyMatch(f -> f.contains("somebody changed it"));
    assertThat(status.nextActions())
        .anyMatch(a -> a.contains("Gate wave-1") && a.contains("quorum failed"))
        .anyMatch(a -> a.contains("not measured") && a.contains("0 of 1 canaries were run"))
        .anyMatch(a -> a.contains("start a new deployment"));
  }

  @Test
  void open_questions_are_the_first_things_to_do() throws IOException {
    fixture.frozen();
    fixture.phases.prepareInstallation(fixture.id, "v");
    fixture.bean(Probe.class).skip(fixture.id, new Binding("mcporter", "linear"), "no account yet");
    fixture.judge("mcp-installation", "");
    var approvals = fixture.bean(Approvals.class);
    ask(approvals, "-1", Kind.DECIDE_INCONCLUSIVE);
    fixture.clock.pass(60);
    decide(approvals, "-1", "eve", "WAIVE");
    ask(approvals, "-2", Kind.CONFIRM_WAIVER);
    decide(approvals, "-2", "approver", "CONFIRM");
    ask(approvals, "-3", Kind.DECIDE_FAILED);
    fixture.clock.pass(30);

    var status = status();

    assertThat(status.nextActions().get(0))
        .startsWith("Decide in Tasklist: Question DECIDE_FAILED");
    assertThat(status.waitedForPeopleSeconds()).isEqualTo(90);
    assertThat(status.findings()).anyMatch(f -> f.contains("mcporter:linear was skipped"));
    assertThat(status.gates().get(0))
        .matches(g -> g.waived() && g.verdict().equals("INCONCLUSIVE"))
        .matches(g -> g.approvedBy().equals("eve and approver"));
  }

  private void ask(Approvals approvals, String task, Kind kind) {
    approvals.ask(
        new Question(
            fixture.id + task,
            fixture.id,
            kind,
            "Question " + kind,
            "mcp-installation",
            "",
            "admin",
            "",
            List.of()));
  }

  private void decide(Approvals approvals, String task, String user, String decision) {
    approvals.decide(
        fixture.id + task, user, Map.of("decision", decision, "reason", "known"), List.of());
  }

  @Test
  void no_text_becomes_markup() throws IOException {
    fixture.started("<script>alert(1)</script> | [x](javascript:y) **b** &lt;");

    var html = report.html(status());

    assertThat(html).doesNotContain("<script").doesNotContain("<a ").doesNotContain("<strong>");
    assertThat(html)
        .contains("<h1>&lt;script&gt;alert(1)&lt;/script&gt; | [x](javascript:y) **b** &amp;lt;");
    assertThat(html).doesNotContain("http://").doesNotContain("https://");
  }

  @Test
  void three_files_are_written(@TempDir Path folder) throws IOException {
    fixture.frozen();

    report.write(fixture.id, folder.resolve("deep/report"));

    assertThat(folder.resolve("deep/report"))
        .isDirectoryContaining("glob:**/status.json")
        .isDirectoryContaining("glob:**/status.md")
        .isDirectoryContaining("glob:**/status.html")
        .isDirectoryNotContaining("glob:**.part");
    var json = JSON.readTree(folder.resolve("deep/report/status.json").toFile());
    assertThat(json.get("rehearsed").asBoolean()).isTrue();
    assertThat(json.get("startedAt").isTextual()).isTrue();
  }

  @Test
  void a_watch_that_cannot_be_read_reports_nothing() {
    var registry = fixture.bean(AgentRegistry.class);
    fixture.frozen();

    assertThat(registry.watched(fixture.id, "infra-optimization-eng")).isEqualTo("not reported");
  }
}
