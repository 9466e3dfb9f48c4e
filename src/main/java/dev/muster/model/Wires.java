package dev.muster.model;

import dev.muster.plan.Model;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The protocols that are spoken; to ask for another one is a mistake and is said at once. */
final class Wires {
  private final Map<Model.Protocol, Wire> wires = new EnumMap<>(Model.Protocol.class);

  Wires(List<Wire> wires) {
    for (var wire : wires) {
      if (this.wires.put(wire.protocol(), wire) != null) {
        throw new IllegalStateException("two adapters speak " + wire.protocol());
      }
    }
  }

  /** All that Muster speaks. */
  static Wires all() {
    return new Wires(List.of(new AnthropicMessages(), new OpenAiChat(), new GeminiGenerate()));
  }

  Wire of(Model model) {
    var wire = wires.get(model.protocol());
    if (wire == null) {
      throw new IllegalStateException(
          "model %s speaks %s; adapters exist for %s"
              .formatted(model.name(), model.protocol(), wires.keySet()));
    }
    return wire;
  }
}
