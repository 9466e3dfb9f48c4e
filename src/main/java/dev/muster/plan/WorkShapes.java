package dev.muster.plan;

import static dev.muster.plan.Shape.byName;
import static dev.muster.plan.Shape.keys;
import static dev.muster.plan.Shape.line;
import static dev.muster.plan.Shape.lines;
import static dev.muster.plan.Shape.name;
import static dev.muster.plan.Shape.names;
import static dev.muster.plan.Shape.needed;
import static dev.muster.plan.Shape.optional;
import static dev.muster.plan.Shape.text;

import java.util.List;
import java.util.stream.Stream;

/** The keys of agents, tasks, routing and waves. */
final class WorkShapes {
  private static final String COUNTED = "What shares are shares of: runs, turns, tokens or usd.";
  private static final String STICKY = "true: a run stays with the model that it began with.";
  private static final Shape MANY_TOKENS = new Shape.Whole(1, 1_000_000_000_000L);

  private WorkShapes() {}

  static Shape mix() {
    return byName(new Shape.Percent(), 1);
  }

  static Shape agent() {
    return keys(
        needed("title", line(), "Its title, such as Backend Developer."),
        optional("purpose", new Shape.Choice(List.of("test")), "test: does the workflow test."),
        optional(
            "state",
            new Shape.Choice(List.of("adopted")),
            "adopted: runs already; is registered and watched, not provisioned."),
        needed("prompt", text(), "The system prompt: a .md or .txt file, or the text itself."),
        needed("mix", mix(), "Shares of models in per cent; they sum to 100."),
        optional("mcp", names(1), "Toolbelt servers and mcpServers that it uses and must call."),
        optional("tools", tools(), "Which tools of its servers it may use."),
        optional("budget", agentBudget(), "What it may spend."),
        optional("canaries", names(1), "Tasks that it does in both arms before it is accepted."),
        CatalogueShapes.TEMPERATURE,
        optional("watch", line(), "File or URL that reports an adopted agent's progress."),
        optional("monthly", monthly(), "Tokens expected in a month."),
        optional("routing", agentRouting(), "Where its choice of models differs from routing."));
  }

  private static Shape agentRouting() {
    return keys(
        optional("shares", counted(), COUNTED), optional("sticky", new Shape.Flag(), STICKY));
  }

  private static Shape counted() {
    return CatalogueShapes.words(Shares.values());
  }

  private static Shape tools() {
    return keys(
        optional("allow", lines(), "Patterns server__tool or server__*; without: all."),
        optional("deny", lines(), "Patterns that win over allow."),
        optional("risky", lines(), "Patterns that a person approves at each call."));
  }

  private static Shape agentBudget() {
    var usd = new Shape.Decimal(0, 1_000_000);
    var tokens = new Shape.Whole(1, CatalogueShapes.MOST_TOKENS);
    return limited(
        needed("usd", usd, "USD of all its runs of a phase, both arms."),
        needed("runUsd", usd, "USD in one run."),
        needed("maxInputTokens", tokens, "Most tokens of one call, enforced at the call."),
        needed("maxOutputTokens", tokens, "Most tokens of one answer, always sent."),
        optional("maxTurns", new Shape.Whole(1, 1000), "Model calls in one run; 30."),
        optional("maxMinutes", new Shape.Whole(1, 1440), "Wall time of one run; 15."),
        optional("runTokens", MANY_TOKENS, "Tokens in one run, in and out together."));
  }

  /** A node of the budget tree: its own keys, and what limits it beside dollars. */
  static Shape.Keys limited(Shape.Key... own) {
    var limits =
        Stream.of(
            optional("tokens", MANY_TOKENS, "Tokens of all its calls, in and out together."),
            optional("turns", new Shape.Whole(1, 10_000_000), "Model calls of agents."),
            optional(
                "minutes",
                new Shape.Whole(1, 1_000_000),
                "Wall time of its runs, added up, without the waits for persons."));
    return keys(Stream.concat(Stream.of(own), limits).toArray(Shape.Key[]::new));
  }

  private static Shape monthly() {
    var tokens = new Shape.Whole(0, 1_000_000_000_000L);
    return keys(
        needed("inputTokens", tokens, "Input tokens in a month."),
        needed("outputTokens", tokens, "Output tokens in a month."));
  }

  static Shape task() {
    var step =
        keys(
            needed("name", name(), "The step's name."),
            optional("model", name(), "The model expected; without: by the mix."),
            needed("prompt", text(), "What is asked: a .md or .txt file, or the text itself."));
    var check =
        keys(
            needed("command", new Shape.Items(line(), 1), "Program and arguments, no shell."),
            optional("files", line(), "Folder with the check's files; no agent sees it."),
            optional("timeoutSeconds", new Shape.Whole(1, 3600), "Time limit; 30."));
    return keys(
        needed("prompt", text(), "What is asked: a .md or .txt file, or the text itself."),
        optional("template", line(), "Folder that is copied into the workspace."),
        optional("seed", line(), "SQL file for the run's database schema."),
        optional("steps", new Shape.Items(step, 1), "Prompts in order, each with its model."),
        needed("checks", byName(check, 1), "Acceptance checks; exit code 0 is acceptable."),
        needed("rubric", text(), "What the judge scores, 0 to 10: a file, or the text itself."),
        optional("personReviews", new Shape.Flag(), "true: a person reviews each result."),
        optional("kind", name(), "Kind of work, for routing.dmn: boilerplate, review ..."),
        optional(
            "dataClass", name(), "What models get to see, for routing.dmn: public, secret ..."));
  }

  static Shape routing() {
    return keys(
        needed("judges", names(1), "Models that may judge, the preferred first."),
        optional(
            "escalate", new Shape.Flag(), "Whether failed checks go once to a stronger model."),
        optional("shares", counted(), COUNTED),
        optional(
            "fallback",
            byName(names(1), 1),
            "Models that answer in a model's place while it cannot, the first first."),
        optional("sticky", new Shape.Flag(), STICKY));
  }

  static Shape waves() {
    var part =
        keys(
            needed("agent", name(), "Who does this part."),
            needed("task", name(), "The task of this part."));
    var wave =
        keys(
            needed("agents", names(1), "Agents that are rolled out together."),
            optional("feature", new Shape.Items(part, 1), "The feature that follows the wave."),
            optional(
                "stragglerMinutes",
                new Shape.Whole(1, 10_080),
                "After which an agent is taken back; 60."));
    return new Shape.Items(wave, 1);
  }
}
