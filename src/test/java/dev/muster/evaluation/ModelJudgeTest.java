package dev.muster.evaluation;

import static dev.muster.Deployed.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Deployed;
import dev.muster.ScriptedModels;
import dev.muster.WholeMuster;
import dev.muster.agent.Run;
import dev.muster.ledger.Attempt;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.Usage;
import dev.muster.model.ChatAnswer.Stop;
import dev.muster.model.Message;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** Somebody of another family judges, and only a readable score is one. */
@WholeMuster
class ModelJudgeTest {
  @Autowired ApplicationContext muster;
  @Autowired ScriptedModels models;
  @Autowired Judge judge;
  @TempDir Path folder;
  private Deployed dep;
  private Run run;

  @BeforeEach
  void open() {
    dep = Deployed.in(muster, folder);
    run = dep.run("wave-1", 1, "builder", "build", "mix");
  }

  @Test
  void a_model_of_another_family_than_the_authors_judges_and_is_paid_as_judge() throws Exception {
    models.say("Here: {\"score\": 8.5, \"reasons\": \"small\\u0000 faults\"} Bye.");

    assertThat(get(judge.judge(work(Set.of("opus")))).model()).isEqualTo("llama");
    assertThat(get(judge.judge(work(Set.of("llama")))).model()).isEqualTo("opus");

    assertThat(get(judge.judge(work(Set.of("opus", "llama")))).model()).isEqualTo("critic");

    assertThat(judge.of(run.id()).orElseThrow().score()).isEqualByComparingTo("8.5");
    assertThat(judge.of(run.id()).orElseThrow().reasons()).isEqualTo("small faults");
    assertThat(dep.bean(Ledger.class).attemptsOf(dep.id, run.id()))
        .extracting(Attempt::purpose)
        .containsOnly("judge");
    var asked = ((Message.User) models.requests().get(0).messages().get(0)).text();
    assertThat(asked)
        .contains("Build it.", "Score it.", "I have built it.", "Diff of its work:")
        .endsWith("\n[muster role=judge task=build]");
    assertThat(models.requests().get(0).answerSchema()).isEqualTo(JudgeAnswer.SCHEMA);
  }

  @Test
  void nobody_judges_the_work_of_their_own_family_and_the_score_is_missing() throws Exception {
    models.say("{\"score\": 10, \"reasons\": \"mine\"}");

    get(judge.judge(work(Set.of("opus", "llama", "critic"))));

    assertThat(judge.of(run.id()).orElseThrow())
        .matches(s -> s.score() == null)
        .matches(s -> s.reasons().endsWith("another family than the authors' critic, llama, opus"));
    assertThat(models.requests()).isEmpty();
  }

  @Test
  void work_that_is_too_long_to_be_read_has_no_score_and_no_incident() throws Exception {
    models.say("{\"score\": 9}");
    get(judge.judge(work(Set.of("opus"), "x".repeat(90_000))));
    assertThat(judge.of(run.id()).orElseThrow())
        .matches(s -> s.score() == null)
        .matches(s -> s.reasons().contains("nothing was sent"));
    assertThat(models.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no idea",
        "",
        "{\"score\": \"eight\"}",
        "{\"score\": 11}",
        "{\"score\": -1}",
        "{\"score\": 1e999}",
        "{\"score\": 9",
        "{broken}",
        "{\"reasons\": \"good\"}"
      })
  void an_answer_without_a_score_is_a_missing_score(String answer) throws Exception {
    models.say(answer);
    get(judge.judge(work(Set.of("opus"))));
    assertThat(judge.of(run.id()).orElseThrow())
        .matches(s -> s.score() == null)
        .matches(s -> s.reasons().startsWith("the judge's answer"));
  }

  @Test
  void a_judge_that_will_not_or_was_cut_off_is_told_as_such() throws Exception {
    models.answer(r -> ScriptedModels.ended(r, "{\"score\": 9}", Stop.REFUSED));
    get(judge.judge(work(Set.of("opus"))));
    assertThat(judge.of(run.id()).orElseThrow())
        .matches(s -> s.score() == null)
        .matches(s -> s.reasons().startsWith("the judge refused to answer"));

    models.answer(r -> ScriptedModels.ended(r, "{\"reasons\": \"It is", Stop.LENGTH));
    get(judge.judge(work(Set.of("opus"))));
    assertThat(judge.of(run.id()).orElseThrow())
        .matches(s -> s.score() == null)
        .matches(s -> s.reasons().startsWith("the judge's answer was cut off at 600 tokens"));
  }

  @Test
  void a_run_that_has_spent_its_budget_has_no_score_and_no_incident() throws Exception {
    dep.paid(run, "opus", new Usage(0, 0, 0, 39_900, 0));
    models.say("{\"score\": 9}");
    get(judge.judge(work(Set.of("llama"))));
    assertThat(judge.of(run.id()).orElseThrow())
        .matches(s -> s.score() == null)
        .matches(s -> s.reasons().contains("USD left"));
    assertThat(models.requests()).isEmpty();
  }

  private Judge.Work work(Set<String> authors) {
    return work(authors, "I have built it.");
  }

  private Judge.Work work(Set<String> authors, String closing) {
    return new Judge.Work(
        dep.task(),
        dep.id,
        run.id(),
        run.workspaceId(),
        run.budgetPath(),
        run.agent(),
        run.arm(),
        dep.plan(),
        dep.plan().tasks().get("build"),
        closing,
        authors);
  }
}
