package dev.muster.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;

/**
 * How one agent's models are chosen, where it differs from the plan's routing.
 *
 * @param shares what its mix counts; null: as the plan says
 * @param sticky whether a run stays with its model; null: as the plan says
 */
@JsonInclude(Include.NON_NULL)
public record AgentRouting(Shares shares, Boolean sticky) {}
