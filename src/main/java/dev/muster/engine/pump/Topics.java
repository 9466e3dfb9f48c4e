package dev.muster.engine.pump;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The workers by topic; looked up lazily, since workers need features that need the engine. */
@Component
public class Topics {
  /** Every topic that a diagram may use. A test holds it against the workers. */
  private static final Set<String> NAMES =
      new TreeSet<>(
          Set.of(
              "freeze-plan",
              "close-deployment",
              "take-back",
              "prepare-feature",
              "measure-deployment",
              "start-operation",
              "judge-gate",
              "prepare-installation",
              "write-binding",
              "probe-binding",
              "find-changed-tools",
              "take-out-server",
              "put-back-server",
              "preflight-model",
              "write-tool-lock",
              "probe-server",
              "prepare-test",
              "open-wave",
              "time-agent",
              "close-wave",
              "activate-wave",
              "provision-agent",
              "bind-tools",
              "register-canary",
              "open-feature",
              "measure-feature",
              "open-run",
              "run-session",
              "route-turn",
              "call-model",
              "call-tools",
              "check-run",
              "judge-run",
              "close-run",
              "abort-run",
              "open-month",
              "close-month",
              "measure-day",
              "review-week",
              "propose-routing",
              "apply-routing",
              "measure-routing",
              "revert-routing"));

  private final ObjectProvider<Worker> beans;
  private final Map<String, Worker> replaced = new ConcurrentHashMap<>();
  private volatile Map<String, Worker> workers;

  Topics(ObjectProvider<Worker> beans) {
    this.beans = beans;
  }

  /** All topics. */
  public Set<String> names() {
    return NAMES;
  }

  /** The workers that exist. */
  public Collection<Worker> workers() {
    return all().values();
  }

  /** The worker of a topic. */
  public Worker worker(String topic) {
    var worker = replaced.getOrDefault(topic, all().get(topic));
    if (worker == null) {
      throw new IllegalStateException("no worker for topic " + topic);
    }
    return worker;
  }

  /** Puts another worker in a topic's place: for tests that prove that each topic matters. */
  public void replace(Worker worker) {
    replaced.put(worker.topic(), worker);
  }

  /** Undoes {@link #replace}. */
  public void restore() {
    replaced.clear();
  }

  private Map<String, Worker> all() {
    if (workers == null) {
      var found = new TreeMap<String, Worker>();
      beans.forEach(w -> found.put(w.topic(), w));
      workers = found;
    }
    return workers;
  }
}
