package dev.muster.deployment;

import dev.muster.journal.Journal.TakenBack;
import java.util.List;

/** Takes back what Muster wrote on this machine because a person wants it gone. */
public interface Uninstall {

  /**
   * Blocks on files.
   *
   * @param deploymentId empty: of all deployments
   * @param by who wants it, for the evidence
   * @throws UninstallRefused before anything is undone
   */
  List<TakenBack> takeBack(String deploymentId, String by);
}
