package dev.muster.deployment;

import java.util.List;
import java.util.Map;

/** What deployments need of the engine; the engine implements it. */
public interface ProcessControl {

  /** Starts the newest version of a process under a business key, as this user. */
  void start(String process, String businessKey, String user, Map<String, Object> variables);

  /** Correlates Msg_Abort to the root instance of the deployment. */
  void abort(String deploymentId);

  /** Whether an instance of this process is alive for the deployment. */
  default boolean runs(String deploymentId, String process) {
    return tokens(deploymentId).stream().anyMatch(token -> token.process().equals(process));
  }

  /** Where tokens stand. */
  record Token(
      String process, String instanceId, String activityId, String activityName, String subject) {}

  /** All tokens of all live instances of the deployment. */
  List<Token> tokens(String deploymentId);

  /** Open incidents of the deployment, one line each. */
  List<String> incidents(String deploymentId);

  /** The XML of the newest deployed version of a process. */
  String diagram(String process);
}
