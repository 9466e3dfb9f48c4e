package dev.muster.routing;

import dev.muster.plan.Agent;
import dev.muster.plan.AgentRouting;
import dev.muster.plan.Mix;
import dev.muster.plan.Model;
import dev.muster.plan.Model.Billing;
import dev.muster.plan.Model.Protocol;
import dev.muster.plan.Plan;
import dev.muster.plan.Routing;
import dev.muster.plan.Shares;
import dev.muster.plan.Task;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A plan of one agent with a mix, and the turns of its runs. */
record RoutedPlan(Map<String, Integer> mix, Routing routing, AgentRouting own, String dataClass) {

  static RoutedPlan of(Object... shares) {
    var mix = new LinkedHashMap<String, Integer>();
    for (int i = 0; i < shares.length; i += 2) {
      mix.put((String) shares[i], (Integer) shares[i + 1]);
    }
    return new RoutedPlan(mix, new Routing(List.of(), true), null, null);
  }

  RoutedPlan counting(Shares shares) {
    var with = new Routing(List.of(), true, shares, routing.fallback(), routing.sticky());
    return new RoutedPlan(mix, with, own, dataClass);
  }

  RoutedPlan falling(String from, String... to) {
    var fallback = new LinkedHashMap<>(routing.fallback());
    fallback.put(from, List.of(to));
    var with = new Routing(List.of(), true, routing.shares(), fallback, routing.sticky());
    return new RoutedPlan(mix, with, own, dataClass);
  }

  RoutedPlan with(AgentRouting agents) {
    return new RoutedPlan(mix, routing, agents, dataClass);
  }

  RoutedPlan showing(String data) {
    return new RoutedPlan(mix, routing, own, data);
  }

  Agent agent() {
    return new Agent(
        "builder",
        "Builder",
        null,
        null,
        "",
        new Mix(mix),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        List.of(),
        null,
        0,
        0,
        null,
        own);
  }

  Plan plan() {
    var models = new LinkedHashMap<String, Model>();
    models.put("opus", model("opus", "claude", 200_000));
    models.put("gpt", model("gpt", "gpt", 400_000));
    models.put("qwen", model("qwen", "qwen", 100_000));
    models.put("llama", model("llama", "llama", 30_000));
    var task =
        new Task(
            "build", "", null, null, List.of(), List.of(), "", false, "boilerplate", dataClass);
    return new Plan(
        "test",
        models,
        Map.of(),
        Map.of(),
        null,
        Map.of(),
        Map.of("builder", agent()),
        Map.of("build", task),
        routing,
        List.of(),
        Map.of(),
        new Mix(Map.of("opus", 100)),
        null,
        Map.of(),
        null,
        null);
  }

  private static Model model(String name, String family, int window) {
    return new Model(
        name,
        family,
        family,
        Protocol.OPENAI_CHAT,
        name,
        List.of(),
        "http://127.0.0.1",
        null,
        Billing.FREE,
        null,
        window,
        1000,
        1,
        false,
        null);
  }

  Turn turn(String deployment, String run, int number) {
    return turn(deployment, run, number, "mix", null, null);
  }

  Turn turn(
      String deployment, String run, int number, String arm, String step, String escalatedTo) {
    return new Turn(
        deployment,
        run,
        "builder",
        "build",
        "wave-1",
        arm,
        deployment + "/wave-1/builder/" + run,
        number,
        step,
        escalatedTo,
        null,
        plan());
  }
}
