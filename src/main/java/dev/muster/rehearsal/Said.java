package dev.muster.rehearsal;

import java.util.List;
import java.util.Map;

/**
 * What a model says in one answer.
 *
 * @param text empty when it only calls tools
 */
public record Said(String text, List<Call> calls) {

  /** A tool that it asks for. */
  public record Call(String name, Map<String, Object> arguments) {}
}
