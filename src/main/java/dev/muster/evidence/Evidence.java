package dev.muster.evidence;

import java.util.List;

/** One hash chain per deployment: each entry's hash covers the one before it. */
public interface Evidence {

  /**
   * Appends; joins the caller's transaction when there is one.
   *
   * @param kind such as plan-frozen, gate-judged, approval-decided, taken-back
   * @param subject what it is about, such as a gate or an agent
   * @param payload written as JSON; holds no secrets
   * @return the entry's hash, hex
   */
  String append(String deploymentId, String kind, String subject, Object payload);

  /** The whole chain, oldest first. */
  List<EvidenceEntry> chain(String deploymentId);
}
