package dev.muster.deployment;

import dev.muster.plan.Mix;
import java.util.stream.Collectors;

/** Names as people read them. */
final class Labels {
  private Labels() {}

  /** A model with what the plan says beside it. */
  static String model(Facts facts, String model) {
    var label = facts.label(model);
    return label == null ? model : model + " (" + label + ")";
  }

  static String mix(Mix mix) {
    return mix.shares().entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue() + " %")
        .collect(Collectors.joining(", "));
  }

  static String gate(String gate, String subject) {
    return subject.isEmpty() ? gate : gate + " of " + subject;
  }
}
