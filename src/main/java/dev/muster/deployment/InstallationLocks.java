package dev.muster.deployment;

import dev.muster.gate.Gates;
import dev.muster.mcp.ToolLocks;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * The tools that are approved with the installation: the gate's evidence names each server's hash,
 * and who approves the gate locks exactly these.
 */
@Component
public class InstallationLocks {
  /** The gate that approves them. */
  public static final String GATE = GovernedPhases.INSTALLATION;

  private static final Pattern NAMED = Pattern.compile("(\\S+)=([0-9a-f]{64})");
  private final ToolLocks locks;
  private final Gates gates;

  InstallationLocks(ToolLocks locks, Gates gates) {
    this.locks = locks;
    this.gates = gates;
  }

  /** The detail of the gate's figures: server=hash, without those that may not be approved now. */
  String named(String deploymentId) {
    var out = quarantined(deploymentId);
    return locks.shown(deploymentId).entrySet().stream()
        .filter(shown -> shown.getValue().size() == 1 && !out.contains(shown.getKey()))
        .map(shown -> shown.getKey() + "=" + shown.getValue().iterator().next())
        .sorted()
        .collect(Collectors.joining(" "));
  }

  /**
   * What a person should know before the first lock: whether these tools were approved before, in
   * another deployment, and where to read them.
   */
  public String told(String deploymentId) {
    var told = new ArrayList<String>();
    locks
        .shown(deploymentId)
        .forEach(
            (server, hashes) -> {
              if (hashes.size() == 1) {
                told.add(server + " " + told(deploymentId, server, hashes.iterator().next()));
              }
            });
    return told.isEmpty()
        ? ""
        : "Descriptions of tools are instructions to models. "
            + String.join("; ", told)
            + ". In full: /deployments/"
            + deploymentId
            + "/tools/SERVER";
  }

  private String told(String deploymentId, String server, String hash) {
    var before = locks.before(deploymentId, server);
    if (before.isEmpty()) {
      return "is approved for the first time";
    }
    var since = " for " + before.get().deploymentId() + " by " + before.get().by();
    return before.get().hash().equals(hash)
        ? "is as it was approved" + since
        : "DIFFERS from what was approved"
            + since
            + ": "
            + locks.diff(before.get().hash(), hash).counted();
  }

  private List<String> quarantined(String deploymentId) {
    return locks.quarantined(deploymentId).stream().map(ToolLocks.Change::server).toList();
  }

  /** Servers that showed different tools in different clients. */
  List<String> atOdds(String deploymentId) {
    return locks.shown(deploymentId).entrySet().stream()
        .filter(shown -> shown.getValue().size() > 1)
        .map(java.util.Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** Locks what the newest judgement of the gate names; in the transaction of its approval. */
  public void approve(String deploymentId, String by, String taskId) {
    var judged = gates.newest(deploymentId, GATE, "").orElseThrow();
    judged.judged().stream()
        .map(j -> j.measurement().detail())
        .filter(detail -> detail != null)
        .flatMap(detail -> NAMED.matcher(detail).results())
        .forEach(
            named ->
                locks.approve(
                    deploymentId,
                    named.group(1),
                    named.group(2),
                    by,
                    "gate mcp-installation, task " + taskId));
  }
}
