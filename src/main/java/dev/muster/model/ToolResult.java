package dev.muster.model;

/** What a tool answered; {@code error} results are told to the model, not thrown. */
public record ToolResult(String callId, String name, String content, boolean error) {}
