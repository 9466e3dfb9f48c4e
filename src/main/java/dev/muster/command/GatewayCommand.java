package dev.muster.command;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.muster.gateway.PersonalSpending.Spent;
import dev.muster.gateway.PersonalTokens.Issued;
import dev.muster.gateway.PersonalTokens.Personal;
import dev.muster.store.DataFolder;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tokens by which people point their own CLIs at a running Muster's gateway. */
@Command(
    name = "gateway",
    description =
        "Tokens for your own CLI at the gateway of a running Muster, and what they spent.",
    mixinStandardHelpOptions = true)
final class GatewayCommand implements Callable<Integer> {
  private static final String TOKENS = "/api/gateway/tokens";

  @Override
  public Integer call() {
    throw new IllegalArgumentException(
        "gateway needs a word more: token, tokens, spending or revoke; see muster gateway --help");
  }

  /** Only the Muster that serves has a gateway. */
  private static Served served() {
    var data = DataFolder.at(Home.data());
    if (!Alone.isHeld(data)) {
      throw new IllegalArgumentException("no Muster runs on " + data.root() + ": muster serve");
    }
    return Served.at(data);
  }

  @Command(
      name = "token",
      description = "Makes a token and shows it once.",
      mixinStandardHelpOptions = true)
  int token(
      @Option(names = "--agent", required = true, paramLabel = "NAME", description = "counted for")
          String agent,
      @Option(names = "--usd", required = true, paramLabel = "N", description = "its whole budget")
          BigDecimal usd,
      @Option(names = "--model", paramLabel = "M", description = "default: the agent's first")
          String model,
      @Option(names = "--days", paramLabel = "N", description = "default: 30") Integer days,
      @Option(names = "--deployment", paramLabel = "D", description = "default: the newest")
          String deployment) {
    var query = new HashMap<String, String>();
    query.put("agent", agent);
    query.put("usd", usd.toPlainString());
    query.put("model", model);
    query.put("days", days == null ? null : days.toString());
    query.put("deployment", deployment);
    var issued = served().post(TOKENS, query, new TypeReference<Issued>() {});
    var made = issued.personal();
    System.out.println("token     " + issued.token() + "   (shown once)");
    System.out.println("base URL  " + issued.base());
    System.out.println(
        "%s as %s on %s, %s until %s; end it with: muster gateway revoke %s"
            .formatted(
                made.owner(),
                made.agent(),
                made.model(),
                Printed.usd(made.limitUsd()),
                made.expiresAt(),
                made.id()));
    return MusterCommand.DONE;
  }

  @Command(
      name = "tokens",
      description = "Lists the tokens with what they spent, and the sum by agent.",
      mixinStandardHelpOptions = true)
  int tokens(
      @Option(names = "--deployment", paramLabel = "D", description = "default: the newest")
          String deployment,
      @Option(names = "--json", description = "prints JSON") boolean json) {
    var query = new HashMap<String, String>();
    query.put("deployment", deployment);
    var all = served().get(TOKENS, query, new TypeReference<List<Personal>>() {});
    if (json) {
      Printed.json(all);
      return MusterCommand.DONE;
    }
    if (all.isEmpty()) {
      System.out.println("no tokens yet: muster gateway token --agent NAME --usd N makes one");
    }
    all.forEach(token -> System.out.println(line(token)));
    var byAgent = new TreeMap<String, BigDecimal>();
    all.forEach(t -> byAgent.merge(t.agent(), t.committedUsd(), BigDecimal::add));
    byAgent.forEach((agent, usd) -> System.out.println("agent " + agent + "  " + Printed.usd(usd)));
    return MusterCommand.DONE;
  }

  private static String line(Personal token) {
    return "%s  %s  %s  %s  %s of %s  %s"
        .formatted(
            token.id(),
            token.owner(),
            token.agent(),
            token.model(),
            Printed.usd(token.committedUsd()),
            Printed.usd(token.limitUsd()),
            state(token));
  }

  private static String state(Personal token) {
    if (token.revokedAt() != null) {
      return "revoked " + token.revokedAt();
    }
    return (token.isGood(Instant.now()) ? "until " : "expired ") + token.expiresAt();
  }

  @Command(
      name = "spending",
      description = "What people's own CLIs spent, by day (UTC), owner, agent and model.",
      mixinStandardHelpOptions = true)
  int spending(
      @Option(names = "--mine", description = "only what your own tokens spent") boolean mine,
      @Option(names = "--deployment", paramLabel = "D", description = "default: the newest")
          String deployment,
      @Option(names = "--json", description = "prints JSON") boolean json) {
    var query = new HashMap<String, String>();
    query.put("deployment", deployment);
    query.put("mine", String.valueOf(mine));
    var spent = served().get("/api/gateway/spending", query, new TypeReference<List<Spent>>() {});
    if (json) {
      Printed.json(spent);
    } else {
      if (spent.isEmpty()) {
        System.out.println("nothing was spent with a personal token yet");
      }
      spent.forEach(s -> System.out.println(SpentLine.of(s)));
    }
    return MusterCommand.DONE;
  }

  @Command(name = "revoke", description = "Ends a token at once.", mixinStandardHelpOptions = true)
  int revoke(@Parameters(paramLabel = "ID") String id) {
    if (!id.matches("p-[0-9a-f]{1,40}")) {
      throw new IllegalArgumentException("not the id of a token: " + id);
    }
    var ended =
        served().post(TOKENS + "/" + id + "/revoke", Map.of(), new TypeReference<Personal>() {});
    System.out.println(line(ended));
    return MusterCommand.DONE;
  }
}
