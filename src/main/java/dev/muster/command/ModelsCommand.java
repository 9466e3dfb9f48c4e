package dev.muster.command;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.muster.model.ModelState;
import dev.muster.model.ModelStates;
import dev.muster.plan.ModelLimits;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.springframework.context.ApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The models of a plan as they stand. */
@Command(
    name = "models",
    description =
        "Shows each model of a plan: reachable, price, limits, retirement, last error; exit code 1"
            + " when one is known to be unreachable.",
    mixinStandardHelpOptions = true)
final class ModelsCommand implements Callable<Integer> {

  @Mixin private WhichPlan which;

  @Option(names = "--load", description = "has Ollama load its models, to see how long that takes")
  private boolean load;

  @Option(names = "--json", description = "prints JSON")
  private boolean json;

  @Override
  public Integer call() {
    which.requireOneAtMost();
    var all = Alone.or(this::alone, this::served);
    if (json) {
      Printed.json(all);
    } else {
      all.forEach(state -> System.out.println(line(state)));
    }
    return all.stream().anyMatch(state -> Boolean.FALSE.equals(state.reachable()))
        ? MusterCommand.FAILED
        : MusterCommand.DONE;
  }

  private List<ModelState> alone(ApplicationContext rooms) {
    var states = rooms.getBean(ModelStates.class);
    return states.of(which.in(rooms).plan(), load).join();
  }

  private List<ModelState> served(Served muster) {
    if (which.isFile() || load) {
      throw new IllegalArgumentException(
          "Muster runs at "
              + muster.url()
              + " and shows its own deployments: leave out --plan and --load, or stop it");
    }
    var query = new HashMap<String, String>();
    query.put("deployment", which.deployment());
    return muster.get("/api/models", query, new TypeReference<List<ModelState>>() {});
  }

  static String line(ModelState state) {
    var reachable = state.reachable() == null ? "not asked" : state.reachable() ? "yes" : "NO";
    var text =
        new StringBuilder("%-16s %-9s %s".formatted(state.name(), reachable, state.id()))
            .append("; ")
            .append(state.why())
            .append("; price ")
            .append(state.price());
    if (state.limits() != null) {
      text.append("; ").append(limits(state.limits()));
      text.append(", %d calling, %d waiting".formatted(state.calling(), state.waiting()));
    }
    if (state.retires() != null) {
      text.append("; retires ").append(state.retires());
    }
    if (state.ollama() != null) {
      text.append("; ").append(shelf(state.ollama()));
    }
    if (state.lastError() != null) {
      text.append("; last error ").append(state.lastErrorAt()).append(": ");
      text.append(state.lastError());
    }
    return text.toString();
  }

  private static String limits(ModelLimits limits) {
    return "at most %s at a time, %s calls and %s tokens a minute"
        .formatted(any(limits.concurrency()), any(limits.rpm()), any(limits.tpm()));
  }

  private static String any(Integer limit) {
    return limit == null ? "any" : limit.toString();
  }

  private static String shelf(ModelState.Shelf shelf) {
    if (shelf.fault() != null) {
      return "Ollama does not say: " + shelf.fault();
    }
    if (!shelf.pulled()) {
      return "not pulled";
    }
    var loaded =
        shelf.loadedUntil() == null ? "not in memory" : "in memory until " + shelf.loadedUntil();
    var window =
        shelf.contextTokens() == null
            ? ""
            : " with " + shelf.contextTokens() + " tokens of context";
    var took = shelf.loadMillis() == null ? "" : ", loaded in " + shelf.loadMillis() + " ms";
    return "pulled, " + loaded + window + took;
  }
}
