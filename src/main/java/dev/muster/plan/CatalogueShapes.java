package dev.muster.plan;

import static dev.muster.plan.Shape.byLine;
import static dev.muster.plan.Shape.byName;
import static dev.muster.plan.Shape.keys;
import static dev.muster.plan.Shape.line;
import static dev.muster.plan.Shape.lines;
import static dev.muster.plan.Shape.name;
import static dev.muster.plan.Shape.names;
import static dev.muster.plan.Shape.needed;
import static dev.muster.plan.Shape.optional;

import java.util.List;

/** The keys of models, MCP servers, toolbelt and clients. */
final class CatalogueShapes {
  static final int MOST_TOKENS = 10_000_000;

  /** Of a model, and of an agent whatever its model. */
  static final Shape.Key TEMPERATURE =
      optional("temperature", new Shape.Decimal(0, 2), "Sampling temperature; the provider's own.");

  private CatalogueShapes() {}

  static Shape model() {
    return new Shape.Having("cli", CliModels.shape(), httpModel());
  }

  private static Shape httpModel() {
    var tokens = new Shape.Whole(1, MOST_TOKENS);
    return keys(
        needed("provider", name(), "Who serves it: anthropic, google, alibaba, github, ollama ..."),
        needed(
            "family", name(), "For the judge's choice and swarmLimits: claude, gemini, qwen ..."),
        needed("protocol", words(Model.Protocol.values()), "The wire protocol of its endpoint."),
        needed("id", line(), "The provider's model id to ask for."),
        optional("answersAs", lines(), "Ids that may answer besides id."),
        needed("baseUrl", line(), "Its endpoint; may hold references such as ${NAME}."),
        optional("apiKey", line(), "A reference such as ${NAME}, never the key itself."),
        needed(
            "billing",
            words(Model.Billing.values()),
            "metered needs a price; free and flat cost 0."),
        optional("price", name(), "Row of prices; needed when metered."),
        needed("maxInputTokens", tokens, "Most tokens of one call."),
        needed("maxOutputTokens", tokens, "Most tokens of one answer."),
        optional(
            "thinkingTokens",
            new Shape.Whole(0, MOST_TOKENS),
            "Of maxOutputTokens, to think with: alibaba's thinking models; 0 tells them not to."),
        needed("strength", new Shape.Whole(0, 1000), "Rank for escalation, higher is stronger."),
        optional("example", new Shape.Flag(), "true: an id to be replaced; no agent may use it."),
        optional("label", line(), "What the report shows beside the name."),
        optional("stream", new Shape.Flag(), "false: answers in one piece; streamed."),
        TEMPERATURE,
        optional("limits", limits(), "What its provider allows; calls wait for their place."),
        optional("retires", new Shape.Day(), "From this day on its provider does not serve it."));
  }

  private static Shape limits() {
    var most = new Shape.Whole(1, 1_000_000_000);
    return keys(
        optional("concurrency", new Shape.Whole(1, 100_000), "Calls at the same time."),
        optional("rpm", most, "Calls in a minute."),
        optional("tpm", most, "Tokens in a minute, read and written."));
  }

  static Shape mcpServer() {
    var expectation =
        keys(
            optional("count", new Shape.Whole(1, 10_000), "How many tools tools/list shows."),
            optional("names", new Shape.Items(line(), 1), "Names that tools/list shows."));
    var tools =
        keys(
            optional("allow", new Shape.Items(line(), 1), "Only these tools."),
            optional("deny", new Shape.Items(line(), 1), "All tools but these."),
            optional(
                "rules",
                new Shape.Items(rule(), 1),
                "What arguments of tools must look like when Muster's own agents call them."));
    return keys(
        optional("command", line(), "Program of a stdio server; it has no url then."),
        optional("args", lines(), "Its arguments; may hold references."),
        optional("env", byLine(line()), "Its environment; secrets as references."),
        optional("cwd", line(), "Folder where command is started; the home."),
        optional("url", line(), "Address of a streamable HTTP server; it has no command then."),
        optional("headers", byLine(line()), "HTTP headers; secrets as references."),
        needed(
            "expect",
            new Shape.Either(new Shape.Choice(List.of("unknown")), expectation),
            "What tools/list should show; unknown: at least one tool."),
        optional("idempotentTools", lines(), "Tools that may be sent again after a crash."),
        optional("readOnlyTools", lines(), "Tools that change nothing."),
        optional("authHint", line(), "How a person gets the credentials."),
        optional("standIn", new Shape.Flag(), "true: stands in for the real server."),
        optional("tools", tools, "Which of its tools clients may use; all."),
        optional("canary", canary(), "A read-only call that each probe makes."),
        optional("oauth", oauth(), "It asks for a login by OAuth; {} when nothing more is known."),
        optional(
            "timeoutSeconds",
            new Shape.Whole(1, 600),
            "For each probe rung and call, 30; when given, clients are told it as well."));
  }

  private static Shape rule() {
    return keys(
        needed("tool", line(), "The tool."),
        needed("argument", line(), "Name of the argument, at the top level."),
        needed("matches", line(), "A regular expression (RE2) that it must match as a whole."));
  }

  private static Shape canary() {
    return keys(
        needed("tool", line(), "One of readOnlyTools."),
        optional("arguments", new Shape.Free(), "What it is called with; nothing."),
        optional("contains", line(), "A text that the answer must hold."));
  }

  private static Shape oauth() {
    return keys(
        optional("clientId", line(), "Of a client registered by hand; the server registers one."),
        optional("clientSecret", line(), "A reference such as ${NAME}, never the secret itself."),
        optional("scopes", new Shape.Items(line(), 1), "What to ask for; what the server names."));
  }

  static Shape toolbelt() {
    return keys(
        optional(
            "commands",
            byName(new Shape.Items(line(), 1), 0),
            "What execution may run: name to program and fixed leading arguments."),
        optional("commandSeconds", new Shape.Whole(1, 3600), "Time limit of one command; 30."),
        optional(
            "outputBytes", new Shape.Whole(1024, 10_000_000), "Most bytes of one answer; 65536."),
        optional("webAllow", lines(), "URL prefixes that web may GET."),
        optional("apis", byName(line(), 0), "Name to OpenAPI document of a loopback service."));
  }

  static Shape client() {
    return keys(
        needed("kind", words(Client.Kind.values()), "Whose file format is written."),
        optional("home", line(), "Folder that stands for the user's home; ~."),
        optional(
            "project",
            line(),
            "Folder of a project: what is written is for that project, not for the user."),
        needed("servers", names(0), "MCP servers to configure in it."),
        optional(
            "agentDefinitions", new Shape.Flag(), "Whether agents' definition files are written."),
        optional(
            "resolveSecrets",
            new Shape.Flag(),
            "true: the client knows no references, values are written in clear."),
        optional(
            "command",
            line(),
            "Its CLI, which is asked whether it lists each server; without it, it is not asked."));
  }

  static Shape words(Enum<?>[] values) {
    return new Shape.Choice(java.util.Arrays.stream(values).map(CatalogueShapes::word).toList());
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
