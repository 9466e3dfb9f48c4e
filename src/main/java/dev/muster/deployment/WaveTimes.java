package dev.muster.deployment;

import dev.muster.agent.AgentRegistry;
import dev.muster.agent.AgentRegistry.Registered;
import dev.muster.approval.Approval;
import dev.muster.approval.Approvals;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.Wave;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** How long waves took, and how long their agents would have taken one after the other. */
@Component
class WaveTimes {
  private final PhaseTable phases;
  private final AgentRegistry registry;
  private final Approvals approvals;
  private final DeploymentPlans plans;
  private final Clock clock;

  WaveTimes(
      PhaseTable phases,
      AgentRegistry registry,
      Approvals approvals,
      DeploymentPlans plans,
      Clock clock) {
    this.phases = phases;
    this.registry = registry;
    this.approvals = approvals;
    this.plans = plans;
    this.clock = clock;
  }

  /** Both without the time that people took. */
  record Times(Wave wave, Duration serialSum, Duration wall) {}

  /** A span of time. */
  private record Span(Instant from, Instant to) {}

  /** The waves that have ended. */
  List<Times> of(String deploymentId) {
    return plans.of(deploymentId).plan().waves().stream()
        .flatMap(wave -> times(deploymentId, wave).stream())
        .toList();
  }

  private Optional<Times> times(String deploymentId, Wave wave) {
    var rounds =
        phases.all(deploymentId).stream().filter(r -> r.phase().equals(wave.gate())).toList();
    return rounds.isEmpty() || rounds.stream().anyMatch(round -> round.endedAt() == null)
        ? Optional.empty()
        : Optional.of(
            new Times(wave, serial(deploymentId, wave), wall(deploymentId, rounds, wave)));
  }

  private List<Duration> spans(String deploymentId, Wave wave) {
    return registry.of(deploymentId).stream()
        .filter(agent -> wave.agents().contains(agent.agent()))
        .flatMap(agent -> rolledOut(deploymentId, agent).stream())
        .toList();
  }

  private Duration serial(String deploymentId, Wave wave) {
    return spans(deploymentId, wave).stream().reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * All rounds together, since an agent that passed in the first is not rolled out in the second.
   * Others go on working while one agent's question waits, so that a wave never took less than its
   * longest agent.
   */
  private Duration wall(String deploymentId, List<PhaseTable.Round> rounds, Wave wave) {
    var asked = asked(deploymentId);
    var net =
        rounds.stream()
            .map(round -> net(new Span(round.startedAt(), round.endedAt()), asked))
            .reduce(Duration.ZERO, Duration::plus);
    return spans(deploymentId, wave).stream().reduce(net, (a, b) -> a.compareTo(b) < 0 ? b : a);
  }

  private List<Span> asked(String deploymentId) {
    return approvals.of(deploymentId).stream()
        .filter(a -> a.decidedAt() != null)
        .map(a -> new Span(a.askedAt(), a.decidedAt()))
        .toList();
  }

  private List<Span> asked(String deploymentId, Registered agent, Instant until) {
    return approvals.of(deploymentId).stream()
        .filter(a -> about(a, agent))
        .map(a -> new Span(a.askedAt(), a.decidedAt() == null ? until : a.decidedAt()))
        .toList();
  }

  /** Names of tasks inside an agent's rollout end with the agent; one may be part of another's. */
  private static boolean about(Approval asked, Registered agent) {
    return asked.subject().equals(agent.agent()) || asked.name().endsWith(" " + agent.agent());
  }

  /** A span without the parts in which somebody was asked; overlapping questions count once. */
  private static Duration net(Span whole, List<Span> asked) {
    var clipped = new ArrayList<Span>();
    for (var span : asked) {
      var from = span.from().isBefore(whole.from()) ? whole.from() : span.from();
      var to = span.to().isAfter(whole.to()) ? whole.to() : span.to();
      if (from.isBefore(to)) {
        clipped.add(new Span(from, to));
      }
    }
    clipped.sort(Comparator.comparing(Span::from));
    var net = Duration.between(whole.from(), whole.to());
    var reached = whole.from();
    for (var span : clipped) {
      var from = span.from().isBefore(reached) ? reached : span.from();
      if (from.isBefore(span.to())) {
        net = net.minus(Duration.between(from, span.to()));
        reached = span.to();
      }
    }
    return net;
  }

  /** All time that people took between two moments; who is asked now has been asked until then. */
  Duration waited(String deploymentId, Instant from, Instant to) {
    var spans =
        approvals.of(deploymentId).stream()
            .map(a -> new Span(a.askedAt(), a.decidedAt() == null ? to : a.decidedAt()))
            .toList();
    return Duration.between(from, to).minus(net(new Span(from, to), spans));
  }

  /** How long an agent's rollout took without people; empty until it has ended. */
  Optional<Duration> rolledOut(String deploymentId, Registered agent) {
    return agent.startedAt() == null || agent.endedAt() == null
        ? Optional.empty()
        : Optional.of(
            net(
                new Span(agent.startedAt(), agent.endedAt()),
                asked(deploymentId, agent, agent.endedAt())));
  }

  /**
   * How long an agent has been at its rollout without people, until now.
   *
   * @param opened when its wave was opened; what the agent did before belongs to another round
   */
  Duration worked(String deploymentId, String name, Instant opened) {
    var agent = registry.find(deploymentId, name).orElseThrow();
    var began = agent.startedAt();
    var now = clock.instant();
    var from = began == null || began.isBefore(opened) ? opened : began;
    return net(new Span(from, now), asked(deploymentId, agent, now));
  }

  /** Whether somebody is asked about the agent now, so that its time stands still. */
  boolean standsStill(String deploymentId, String name) {
    var agent = registry.find(deploymentId, name).orElseThrow();
    return approvals.of(deploymentId).stream()
        .anyMatch(asked -> asked.decidedAt() == null && about(asked, agent));
  }
}
