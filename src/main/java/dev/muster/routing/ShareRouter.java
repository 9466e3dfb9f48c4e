package dev.muster.routing;

import dev.muster.plan.Mix;
import dev.muster.plan.Model;
import dev.muster.plan.Plan;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;

/**
 * Keeps declared shares exactly: after every choice, no model is a whole run ahead of its share. Of
 * what a rule has left of a mix, the shares stand to each other as they were declared.
 */
@Service
final class ShareRouter implements Router {
  @Override
  public String byDeficit(Mix mix, Map<String, Integer> chosen) {
    // The run to be given counts already, so that the first goes to the largest share; runs that a
    // rule gave to models outside the mix count for nobody.
    int whole = mix.shares().values().stream().mapToInt(Integer::intValue).sum();
    int runs = 1 + mix.shares().keySet().stream().mapToInt(m -> chosen.getOrDefault(m, 0)).sum();
    String behind = null;
    long most = Long.MIN_VALUE;
    for (var share : mix.shares().entrySet()) {
      long has = chosen.getOrDefault(share.getKey(), 0);
      long deficit = (long) share.getValue() * runs - has * whole;
      if (deficit > most) {
        behind = share.getKey();
        most = deficit;
      }
    }
    if (behind == null) {
      throw new IllegalArgumentException("the mix names no model");
    }
    return behind;
  }

  @Override
  public Optional<String> judge(Plan plan, Set<String> authors) {
    var families = authors.stream().map(a -> family(plan, a)).collect(Collectors.toSet());
    return plan.routing().judges().stream()
        .filter(j -> !families.contains(family(plan, j)))
        .findFirst();
  }

  private static String family(Plan plan, String model) {
    return model(plan, model).family();
  }

  @Override
  public Optional<String> stronger(Plan plan, Mix mix, String current) {
    int strength = model(plan, current).strength();
    String strongest = null;
    for (var name : mix.shares().keySet()) {
      int candidate = model(plan, name).strength();
      if (candidate > strength) {
        strongest = name;
        strength = candidate;
      }
    }
    return Optional.ofNullable(strongest);
  }

  private static Model model(Plan plan, String name) {
    var model = plan.models().get(name);
    if (model == null) {
      throw new IllegalArgumentException(
          "plan " + plan.name() + " has no model " + name + ", only " + plan.models().keySet());
    }
    return model;
  }
}
