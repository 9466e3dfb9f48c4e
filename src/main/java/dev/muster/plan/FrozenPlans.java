package dev.muster.plan;

import java.nio.file.Path;

/** Reads, checks, freezes and keeps plans. */
public interface FrozenPlans {

  /** Reads and checks a plan without keeping it. Throws {@link PlanInvalid}. */
  FrozenPlan read(Path planFile);

  /** Reads, checks and keeps; the same content is kept once. Throws {@link PlanInvalid}. */
  FrozenPlan freeze(Path planFile);

  /** A kept plan. Throws {@link IllegalArgumentException} when the digest is unknown. */
  FrozenPlan load(String digest);
}
