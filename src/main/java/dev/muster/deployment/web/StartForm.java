package dev.muster.deployment.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;

/** What a start may send: an allow-list of one field. */
record StartForm(
    @Schema(
            description = "path of a plan on Muster's machine",
            example = "plans/multi-model-swarm.yaml",
            requiredMode = Schema.RequiredMode.REQUIRED)
        String planFile) {
  private static final String FIELD = "planFile";

  /** The path, or the refusal that says which field is wrong. */
  static Path planFile(Map<String, Object> form) {
    var unknown = new TreeSet<>(form.keySet());
    unknown.remove(FIELD);
    if (!unknown.isEmpty()) {
      throw NotStarted.form(
          "the form has no field " + String.join(", ", unknown) + ": send planFile only");
    }
    if (!(form.get(FIELD) instanceof String text) || text.isBlank()) {
      throw NotStarted.form("field planFile is missing: send the path of a plan as text");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw NotStarted.form("field planFile is no path: send the path of a plan file");
    }
  }
}
