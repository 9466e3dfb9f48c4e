package dev.muster.plan;

import java.math.BigDecimal;
import java.util.Map;

/**
 * The limits of one gate.
 *
 * @param name mcp-installation, workflow-test, agent, wave-N, feature or deployment
 * @param limits criterion to limit, see docs/gates.md
 * @param repeats how often "repeat" or "measure again" may be chosen
 */
public record Gate(String name, Map<String, BigDecimal> limits, int repeats) {}
