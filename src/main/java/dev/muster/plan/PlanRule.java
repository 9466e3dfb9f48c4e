package dev.muster.plan;

/** One thing that a plan must keep. It notes every breach and never throws over a faulty plan. */
interface PlanRule {

  /** Notes what breaks this rule. */
  void check(Draft draft);
}
