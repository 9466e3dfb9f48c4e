package dev.muster.plan;

import java.nio.file.Path;
import java.util.List;

/** Reads a plan file and everything that it reaches, and checks it whole. */
final class PlanReader {
  private static final List<PlanRule> RULES =
      List.of(
          new CliModelRule(),
          new ModelRule(),
          new PriceRule(),
          new MixRule(),
          new JudgeRule(),
          new ReferenceRule(),
          new WaveRule(),
          new AgentRule(),
          new ServerRule(),
          new ClientRule(),
          new GateRule(),
          new BudgetRule(),
          new UrlRule(),
          new SecretRule(),
          new FileRule());

  private PlanReader() {}

  /** Everything that is wrong with the plan. */
  static List<Problem> check(Path planFile) {
    return draft(planFile).problems().all();
  }

  /** The plan with its digest. Throws {@link PlanInvalid}. */
  static FrozenPlan read(Path planFile) {
    var draft = draft(planFile);
    if (!draft.problems().none()) {
      throw new PlanInvalid(draft.problems().all());
    }
    var plan = PlanBuilding.build(draft);
    var files = draft.files().all();
    return new FrozenPlan(PlanDigest.of(plan, files), plan, files);
  }

  /** What these rules say of a plan without faults. */
  static List<Problem> warnings(Path planFile, List<PlanRule> rules) {
    var read = draft(planFile);
    var told = new Draft(read.plan(), read.files(), new Problems());
    rules.forEach(rule -> rule.check(told));
    return told.problems().all();
  }

  private static Draft draft(Path planFile) {
    var problems = new Problems();
    var tree = new Extending(problems).read(planFile);
    var parent = planFile.toAbsolutePath().normalize().getParent();
    var files = new PlanFiles(parent == null ? planFile.toAbsolutePath() : parent, problems);
    var draft = new Draft(CliModels.filled(tree), files, problems);
    // A file that is no YAML map has its problem; the rest would only repeat it.
    if (tree.there()) {
      new ShapeCheck(problems).check("", tree, PlanShapes.plan());
      RULES.forEach(rule -> rule.check(draft));
    }
    return draft;
  }
}
