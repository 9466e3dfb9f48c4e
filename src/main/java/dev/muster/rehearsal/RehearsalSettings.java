package dev.muster.rehearsal;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a rehearsal plays.
 *
 * @param cassettes name to content
 * @param overlay takes the place of cassettes with the same name
 * @param models how the model server behaves
 * @param site files of the plan's site folder
 * @param standins the Node program that serves the remote MCP stand-ins; null: none
 * @param standinsEnvironment its variables, such as the tokens that it accepts
 */
public record RehearsalSettings(
    Map<String, byte[]> cassettes,
    Map<String, byte[]> overlay,
    ModelServerSettings models,
    Map<String, byte[]> site,
    Path standins,
    Map<String, String> standinsEnvironment) {

  /** Cassettes and a site, without overlay and stand-ins. */
  public static RehearsalSettings of(
      Map<String, byte[]> cassettes, ModelServerSettings models, Map<String, byte[]> site) {
    return new RehearsalSettings(cassettes, Map.of(), models, site, null, Map.of());
  }

  /** With cassettes laid over the first ones. */
  public RehearsalSettings withOverlay(Map<String, byte[]> other) {
    return new RehearsalSettings(cassettes, other, models, site, standins, standinsEnvironment);
  }

  /** With remote stand-ins. */
  public RehearsalSettings withStandins(Path program, Map<String, String> environment) {
    return new RehearsalSettings(cassettes, overlay, models, site, program, environment);
  }
}
