package dev.muster.agent;

import dev.muster.plan.Model;
import dev.muster.plan.Plan;

/**
 * One try of a run by a CLI.
 *
 * @param number from 1, over all CLIs that work the run
 * @param turnsMayFollow whether its process goes on turn by turn where no CLI works it any more
 */
record SessionTry(
    Run run, Plan plan, Model model, String taskId, int number, boolean turnsMayFollow) {}
