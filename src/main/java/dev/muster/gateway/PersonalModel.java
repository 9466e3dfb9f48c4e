package dev.muster.gateway;

import dev.muster.plan.Agent;
import dev.muster.plan.Model;
import dev.muster.plan.Model.Via;
import dev.muster.plan.NotKnown;
import dev.muster.plan.Plan;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Which model answers a person's CLI: one with an address that the gateway can forward to. */
final class PersonalModel {
  private PersonalModel() {}

  /**
   * @param asked null: the agent's first that Muster asks over HTTP, else one behind a CLI of it
   * @throws IllegalArgumentException when only a CLI's vendor can ask it
   */
  static Model of(Plan plan, Agent agent, String asked) {
    return asked == null ? first(plan, agent) : behind(plan, known(plan, asked));
  }

  private static Model first(Plan plan, Agent agent) {
    List<Model> mix =
        agent.mix().shares().keySet().stream().map(name -> known(plan, name)).toList();
    var http = mix.stream().filter(model -> model.cli() == null);
    var clis = mix.stream().filter(model -> model.cli() != null && !vendors(model));
    return Stream.concat(http, clis)
        .findFirst()
        .map(model -> behind(plan, model))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "agent "
                        + agent.name()
                        + " works only through its CLIs' vendors: name an HTTP model of the plan"));
  }

  private static Model behind(Plan plan, Model model) {
    if (vendors(model)) {
      throw new IllegalArgumentException(
          "model "
              + model.name()
              + " is asked by its CLI's vendor and not through the gateway: name an HTTP model");
    }
    return model.cli() == null ? model : known(plan, model.cli().upstream());
  }

  private static boolean vendors(Model model) {
    return model.cli() != null && model.cli().via() == Via.VENDOR;
  }

  private static Model known(Plan plan, String name) {
    var model = plan.models().get(Objects.toString(name));
    if (model == null) {
      throw new NotKnown(
          "the deployment's plan has no model "
              + name
              + ", but "
              + String.join(", ", plan.models().keySet()));
    }
    return model;
  }
}
