package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A tool offered to a model.
 *
 * @param name {@code server__tool}
 * @param inputSchema JSON Schema
 */
public record ToolSpec(String name, String description, JsonNode inputSchema) {}
