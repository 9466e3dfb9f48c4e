package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A tool that a model asks for.
 *
 * @param id the provider's call id, or one of ours where the protocol has none
 * @param name {@code server__tool}
 */
public record ToolCall(String id, String name, JsonNode arguments) {}
