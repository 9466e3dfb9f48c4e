package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Makes one plain answer of a stream's events, so that both are read by the same code. */
interface Assembly {

  /** Takes the next event; true when it brought something that the model said. */
  boolean add(JsonNode event);

  /** Whether the protocol's own end has come: a stream that stops before was cut off. */
  boolean ended();

  /** The answer so far, with the last usage that was seen. */
  ObjectNode body();
}
