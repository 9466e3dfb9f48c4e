package dev.muster.engine;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RuntimeService;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** What a token is about, and the name of its activity with the variables filled in. */
@Component
class TokenNames {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");
  private static final List<String> SUBJECTS = List.of("agent", "binding", "gate", "wave");
  private final RuntimeService runtime;

  TokenNames(@Lazy RuntimeService runtime) {
    this.runtime = runtime;
  }

  String subject(String execution) {
    var variables = variables(execution, SUBJECTS);
    return SUBJECTS.stream()
        .filter(name -> variables.get(name) != null)
        .findFirst()
        .map(name -> variables.get(name).toString())
        .orElse("");
  }

  String filled(String name, String execution) {
    if (name == null || !name.contains("${")) {
      return name;
    }
    var names = VARIABLE.matcher(name).results().map(found -> found.group(1)).toList();
    var variables = variables(execution, names);
    return VARIABLE
        .matcher(name)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    String.valueOf(variables.getOrDefault(found.group(1), ""))));
  }

  private Map<String, Object> variables(String execution, List<String> names) {
    try {
      return execution == null ? Map.of() : runtime.getVariables(execution, names);
    } catch (ProcessEngineException movedOnMeanwhile) {
      return Map.of();
    }
  }
}
