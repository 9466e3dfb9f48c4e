package dev.muster.rehearsal;

import dev.muster.tokens.Tokens;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds what is said to a request and counts it; knows nothing of HTTP. */
final class Desk {
  /** Whether a model answers at all is no part of any cassette. */
  private static final String PREFLIGHT = "preflight";

  private final Cassettes cassettes;
  private final ModelServerSettings settings;
  private final Clock clock;
  private final Tokens tokens = new Tokens();

  Desk(Cassettes cassettes, ModelServerSettings settings, Clock clock) {
    this.cassettes = cassettes;
    this.settings = settings;
    this.clock = clock;
  }

  Answer answer(Asked asked) throws Refused {
    var marker = Marker.in(asked.firstUserText());
    if (marker.isEmpty()) {
      throw notPlayed("the first user message has no line [muster role=ROLE task=TASK]");
    }
    if (marker.get().role().equals(PREFLIGHT)) {
      return dress(asked, new Said("ready", List.of()), marker.get().toString());
    }
    var index = asked.assistantMessages();
    var cassette = cassettes.find(marker.get().role(), marker.get().task());
    var said = cassette.flatMap(found -> found.at(index));
    if (said.isEmpty()) {
      var known = cassette.map(found -> "it has " + found.messages().size());
      throw notPlayed(
          "tried %s, message %d (%s)".formatted(marker.get(), index, known.orElse("no such file")));
    }
    return dress(asked, said.get(), marker.get() + ":" + index);
  }

  private static Refused notPlayed(String why) {
    return new Refused(501, "no cassette answers: " + why);
  }

  /** An answer longer than the request allows is cut off, as a provider would. */
  private Answer dress(Asked asked, Said said, String key) {
    int left = asked.maxOutputTokens() == null ? Integer.MAX_VALUE : asked.maxOutputTokens();
    var text = said.text();
    int spent = tokens.count(text);
    if (spent > left) {
      text = tokens.cut(text, left);
      return finish(asked, text, List.of(), true, left);
    }
    var calls = new ArrayList<Answer.Call>();
    for (var played : said.calls()) {
      var call = new Said.Call(shown(played.name(), asked.tools()), played.arguments());
      var arguments = Shape.JSON.valueToTree(call.arguments()).toString();
      int costs = tokens.count(call.name()) + tokens.count(arguments);
      if (spent + costs > left) {
        return finish(asked, text, calls, true, left);
      }
      spent += costs;
      calls.add(new Answer.Call(Ids.of(key + ":" + calls.size()), call));
    }
    return finish(asked, text, calls, false, spent);
  }

  /**
   * A tool under the name that the request offers it by: agent CLIs put their own prefixes before a
   * server's tools. What is not offered is asked for as the cassette says.
   */
  private static String shown(String name, List<String> offered) {
    int at = name.indexOf("__");
    if (at < 1 || offered.contains(name)) {
      return name;
    }
    var server = name.substring(0, at);
    var tool = name.substring(at + 2);
    return Stream.of("mcp__" + name, "mcp_" + server + "_" + tool, server + "-" + tool)
        .filter(offered::contains)
        .findFirst()
        .orElse(name);
  }

  private Answer finish(
      Asked asked, String text, List<Answer.Call> calls, boolean cutOff, int spent) {
    var faults = settings.faults();
    var answeringId = faults.answeringId() == null ? asked.model() : faults.answeringId();
    var usage = faults.omitUsage() ? null : usage(asked, spent);
    return new Answer(Ids.random(), answeringId, clock.instant(), text, calls, cutOff, usage);
  }

  private Answer.Tokens usage(Asked asked, int spent) {
    long input = asked.counted().stream().mapToLong(node -> tokens.count(node.toString())).sum();
    var factor = settings.factorOf(asked.model());
    long cached = Math.round(input * settings.cachedShare());
    return new Answer.Tokens(scaled(input, factor), scaled(cached, factor), scaled(spent, factor));
  }

  private static long scaled(long count, double factor) {
    return Math.round(count * factor);
  }
}
