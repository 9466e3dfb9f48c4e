package dev.muster.gateway;

import dev.muster.evidence.Evidence;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.WorstCase;
import dev.muster.model.ForwardedCalls;
import dev.muster.plan.Agent;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.NotKnown;
import dev.muster.plan.Plan;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@link PersonalTokens} in PostgreSQL, each by its hash, and looked up anew at each call. */
final class KeptTokens implements PersonalTokens {
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final Duration SETTLING = Duration.ofSeconds(10);
  private static final BigDecimal MOST_USD = BigDecimal.valueOf(100_000);

  /** Whatever else is asked with is no question to the database. */
  private static final Pattern TOKEN = Pattern.compile("(p-[0-9a-f]{12})\\.[0-9a-f]{64}");

  private static final int SECRET_BYTES = 32;
  private static final int ID_BYTES = 6;
  private final TokenRows rows;
  private final DeploymentPlans plans;
  private final Ledger ledger;
  private final Evidence evidence;
  private final Endings endings;
  private final Function<Dialect, URI> address;
  private final Clock clock;
  private final ConcurrentMap<String, Visit> visits = new ConcurrentHashMap<>();

  KeptTokens(
      TokenRows rows,
      DeploymentPlans plans,
      Ledger ledger,
      Evidence evidence,
      Endings endings,
      Function<Dialect, URI> address,
      Clock clock) {
    this.rows = rows;
    this.plans = plans;
    this.ledger = ledger;
    this.evidence = evidence;
    this.endings = endings;
    this.address = address;
    this.clock = clock;
  }

  @Override
  public Issued issue(Wish wish) {
    check(wish);
    var plan = plans.of(wish.deploymentId()).plan();
    endings.of(wish.deploymentId()).ifPresent(how -> refuse(wish.deploymentId(), how));
    var agent = agent(plan, wish.agent());
    var model = PersonalModel.of(plan, agent, wish.model());
    var base = address.apply(Dialect.of(model.protocol()));
    var id = "p-" + TokenSecret.hex(ID_BYTES);
    var path = wish.deploymentId() + "/personal/" + agent.name() + "/" + id;
    // The database keeps no nanoseconds, and the answer says what it keeps.
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var personal =
        new Personal(
            id,
            wish.owner(),
            wish.deploymentId(),
            agent.name(),
            model.name(),
            path,
            wish.limitUsd(),
            BigDecimal.ZERO,
            now,
            now.plus(wish.life()),
            null);
    requireOneCall(personal, Caller.of(personal, plan));
    var token = id + "." + TokenSecret.hex(SECRET_BYTES);
    ledger.declareBudget(path, wish.limitUsd());
    rows.insert(personal, TokenSecret.hash(token));
    evidence.append(wish.deploymentId(), "gateway-token-issued", id, told(personal));
    return new Issued(personal, token, base);
  }

  private static void check(Wish wish) {
    if (wish.limitUsd().signum() <= 0 || wish.limitUsd().compareTo(MOST_USD) > 0) {
      throw new IllegalArgumentException("the limit must be over 0 and at most 100000 USD");
    }
    if (wish.life().isNegative() || wish.life().isZero() || wish.life().compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a token lives for 1 to 366 days");
    }
  }

  /** A token that every call would be refused with helps nobody. */
  private static void requireOneCall(Personal personal, Caller caller) {
    var least = WorstCase.of(caller.price(), ForwardedCalls.LEAST_INPUT_TOKENS, 1);
    if (personal.limitUsd().compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "%s USD pays for no call of %s: the smallest is reserved at %s USD, the largest at %s USD. Mend: a limit of more"
              .formatted(
                  personal.limitUsd().toPlainString(),
                  personal.model(),
                  least.stripTrailingZeros().toPlainString(),
                  WorstCase.of(caller.price(), caller.maxInputTokens(), caller.maxOutputTokens())
                      .stripTrailingZeros()
                      .toPlainString()));
    }
  }

  private static void refuse(String deploymentId, String how) {
    throw new IllegalArgumentException(
        "deployment " + deploymentId + " has ended (" + how + "): no token is made for it");
  }

  private static Agent agent(Plan plan, String name) {
    var agent = plan.agents().get(name);
    if (agent == null) {
      throw new NotKnown(
          "the deployment's plan has no agent "
              + name
              + ", but "
              + String.join(", ", plan.agents().keySet()));
    }
    return agent;
  }

  @Override
  public List<Personal> all(String deploymentId) {
    return rows.all(deploymentId);
  }

  @Override
  public Optional<Personal> revoke(String id) {
    rows.revoke(id, clock.instant());
    var visit = visits.remove(id);
    if (visit != null) {
      visit.close(SETTLING);
    }
    var revoked = rows.find(id);
    revoked.ifPresent(p -> evidence.append(p.deploymentId(), "gateway-token-revoked", id, told(p)));
    return revoked;
  }

  private static Map<String, Object> told(Personal token) {
    return Map.of(
        "owner", token.owner(),
        "agent", token.agent(),
        "model", token.model(),
        "limitUsd", token.limitUsd().toPlainString(),
        "until", token.expiresAt().toString());
  }

  /** Whose token this is, if it is good: asked anew at each call, for any node may end it. */
  Optional<Visit> find(String token) {
    return Optional.of(TOKEN.matcher(token))
        .filter(Matcher::matches)
        .flatMap(parts -> rows.kept(parts.group(1)))
        .filter(kept -> TokenSecret.isOf(kept.hash(), token))
        .map(TokenRows.Kept::personal)
        .filter(this::opens)
        .map(personal -> visits.computeIfAbsent(personal.id(), id -> visit(personal)));
  }

  private boolean opens(Personal personal) {
    return personal.isGood(clock.instant()) && endings.of(personal.deploymentId()).isEmpty();
  }

  /** A call goes on only while its token is good, whoever ended it and wherever. */
  void look() {
    var busy = visits.entrySet().stream().filter(e -> e.getValue().isBusy()).map(Map.Entry::getKey);
    var bad = new HashSet<>(busy.toList());
    if (!bad.isEmpty()) {
      rows.all(bad).stream().filter(this::opens).map(Personal::id).forEach(bad::remove);
      // Whoever revokes one in the meantime has ended it.
      bad.stream().map(visits::remove).filter(Objects::nonNull).forEach(Visit::end);
    }
  }

  private Visit visit(Personal personal) {
    var plan = plans.of(personal.deploymentId()).plan();
    return new Visit(Caller.of(personal, plan), personal.expiresAt());
  }

  void closeAll() {
    visits.values().forEach(visit -> visit.close(SETTLING));
  }
}
