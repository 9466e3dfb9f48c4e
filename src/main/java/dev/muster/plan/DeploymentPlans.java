package dev.muster.plan;

/** Which frozen plan a deployment runs. */
public interface DeploymentPlans {

  /** Ties a deployment to its plan, once. */
  void assign(String deploymentId, String digest);

  /** The deployment whose plan was frozen last. Throws {@link NotKnown}. */
  String newest();

  /** The plan of a deployment. Throws {@link NotKnown} when there is none. */
  FrozenPlan of(String deploymentId);
}
