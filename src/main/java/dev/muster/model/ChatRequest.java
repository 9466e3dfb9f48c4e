package dev.muster.model;

import dev.muster.plan.Model;
import java.time.Duration;
import java.util.List;

/**
 * One conversation to answer.
 *
 * @param model whose endpoint, id and key reference are used
 * @param maxOutputTokens always sent
 */
public record ChatRequest(
    Model model,
    String system,
    List<Message> messages,
    List<ToolSpec> tools,
    int maxOutputTokens,
    Duration timeout) {}
