package dev.muster.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.client.CliSessions.Call;
import dev.muster.ledger.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a CLI's output tells, gathered event by event. */
final class Said {
  private static final int MOST_TEXT = 256 << 10;
  private final Map<String, Call> calls = new LinkedHashMap<>();

  /** An id as the CLI told it to that of the last call of this name. */
  private final Map<String, String> keys = new HashMap<>();

  private final List<String> wrong = new ArrayList<>();
  private boolean known;
  private boolean ended;
  private boolean outOfTurns;
  private boolean interrupted;
  private final StringBuilder text = new StringBuilder();
  private final Set<String> answeredAs = new LinkedHashSet<>();
  private String asked;
  private int turns;
  private Usage usage;

  /** It wrote something that this CLI writes: it is no other program. */
  void known() {
    known = true;
  }

  /** It wrote its last word: output without one is cut off, or no output of this CLI. */
  void end() {
    known = true;
    ended = true;
  }

  void text(String closing) {
    text.setLength(0);
    text.append(closing);
  }

  void append(String part) {
    text.append(part);
  }

  /** What it was told to use: who answered, if it tells nobody. */
  void asked(String id) {
    asked = id == null || id.isBlank() ? asked : id;
  }

  /** A session may ask several models, each at its own price: all of them count. */
  void answeredAs(String id) {
    // Claude Code calls so what it says itself in a model's place.
    if (id != null && !id.isBlank() && !id.equals("<synthetic>")) {
      answeredAs.add(id);
    }
  }

  void turn() {
    turns++;
  }

  void turns(int number) {
    turns = number;
  }

  void outOfTurns() {
    outOfTurns = true;
  }

  /** It was told to end: the call that was under way is in no count, whatever it says at last. */
  void interrupted(String why) {
    interrupted = true;
    wrong("it was interrupted: " + why);
  }

  /** Why this is no success, in the CLI's own words. */
  void wrong(String why) {
    wrong.add(why);
  }

  /**
   * A tool that is asked for; what is no server's tool is the CLI's own affair. Providers name
   * calls alike again and again: under the id of one that was answered it is another call.
   */
  void called(String id, ToolName name, JsonNode arguments) {
    var key = keys.getOrDefault(id, id);
    var last = calls.get(key);
    if (last != null && last.result() != null) {
      key = next(id);
      keys.put(id, key);
    }
    if (name != null) {
      calls.put(key, new Call(key, name.server(), name.tool(), arguments, null, false));
    }
  }

  private String next(String id) {
    int number = 2;
    while (calls.containsKey(id + "#" + number)) {
      number++;
    }
    return id + "#" + number;
  }

  /** The last call of that id. */
  void answered(String id, String result, boolean error) {
    calls.computeIfPresent(
        keys.getOrDefault(id, id),
        (key, c) -> new Call(key, c.server(), c.tool(), c.arguments(), result, error));
  }

  /**
   * Of a CLI whose input holds what was read from a cache. No call reads and says nothing: counts
   * that are all 0 are those of a CLI that does not know, and figures that contradict each other
   * measure nothing.
   *
   * @param usd null when it tells no cost
   */
  void used(long input, long cached, long output, long reasoning, BigDecimal usd) {
    boolean apart = cached > input || cached < 0 || reasoning < 0;
    used(apart ? null : new Usage(input - cached, cached, 0, output, reasoning, 0, usd));
  }

  /** Null when its figures contradict each other. */
  void used(Usage told) {
    usage = told == null || told.total() == 0 ? null : told;
  }

  boolean isKnown() {
    return known;
  }

  boolean hasEnded() {
    return ended;
  }

  boolean isOutOfTurns() {
    return outOfTurns;
  }

  /** Whether it came to an end by itself, so that no call was cut off which nobody counted. */
  boolean isWhole() {
    return outOfTurns || ended && !interrupted;
  }

  List<String> wrong() {
    return wrong;
  }

  String text() {
    return text.toString();
  }

  /** Closing words are put to a judge and to people: of a flood the end is enough. */
  static String bounded(String text) {
    int over = text.length() - MOST_TEXT;
    return over <= 0 ? text : "[" + over + " characters left out]\n" + text.substring(over);
  }

  List<String> answeredAs() {
    return answeredAs.isEmpty() && asked != null ? List.of(asked) : List.copyOf(answeredAs);
  }

  int turns() {
    return turns;
  }

  List<Call> calls() {
    return List.copyOf(calls.values());
  }

  Usage usage() {
    return usage;
  }
}
