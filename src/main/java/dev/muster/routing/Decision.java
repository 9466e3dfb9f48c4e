package dev.muster.routing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.Instant;
import java.util.List;

/**
 * Why a turn was given to a model.
 *
 * @param turn answers that the run had before; -1: the whole run was given away when it was opened
 * @param rule what decided: baseline, routing.dmn, escalation, step, given, sticky or mix
 * @param fallbackFrom the model whose turn it was; null: nobody's else
 * @param cause the failure that it followed, such as RATE_LIMITED; null: none
 * @param shares what the mix counts
 * @param counts false when a fallback replaced it
 */
@JsonInclude(Include.NON_NULL)
public record Decision(
    String runId,
    int turn,
    String rule,
    String chosen,
    String fallbackFrom,
    String cause,
    String reason,
    String shares,
    List<Candidate> candidates,
    boolean counts,
    Instant at) {}
