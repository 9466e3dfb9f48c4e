package dev.muster.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.command.KilledRehearsal.Sent;
import dev.muster.command.KilledRehearsal.Tool;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Law 1 between every two of its steps: the process is stopped there, once for each step of
 * pre-flights, tool calls, turns and judges, and the ledger and the model server's own log are read
 * after each. Most of its time goes into 33 starts of Muster, each on one core.
 */
@Tag("faults")
class CrashTest {
  private static final List<String> CALLS =
      List.of("task", "reserved", "sent", "answered", "stored");
  private static final List<String> TOOLS = List.of("task", "reserved", "answered", "stored");

  @TempDir Path folder;
  private final Map<String, String> stoppedAt = new LinkedHashMap<>();
  private int sendsOfStored;

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void stoppedBetweenAnyTwoStepsNothingIsPaidTwiceAndNothingIsLost() throws Exception {
    var muster = CrashedMuster.in(folder);
    for (var place : CALLS) {
      crash(muster, "preflight:" + place);
    }
    for (var place : TOOLS) {
      crash(muster, "tool:" + place);
    }
    for (var kind : List.of("turn:", "judge:")) {
      for (var place : CALLS) {
        crash(muster, kind + place);
      }
    }
    var all = muster.ended();
    stoppedAt.forEach((place, about) -> wentOn(place, about, all));
  }

  /** The same in a repeat: a new run, whose calls are none of the first one's. */
  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void stoppedInTheRepeatOfAFailedPhaseNothingIsPaidTwiceAndNothingIsLost() throws Exception {
    var muster = CrashedMuster.in(folder).repeating("workflow-test");
    for (var place : TOOLS) {
      crash(muster, "tool:" + place);
    }
    for (var kind : List.of("turn:", "judge:")) {
      for (var place : CALLS) {
        crash(muster, kind + place);
      }
    }
    var all = muster.ended();
    stoppedAt.forEach((place, about) -> wentOn(place, about, all));
    stoppedAt.forEach(
        (place, about) -> assertThat(all.repeated()).as(place).contains(run(place, about, all)));
  }

  private static String run(String place, String about, KilledRehearsal all) {
    if (place.startsWith("tool:")) {
      return about.split(" ")[0];
    }
    var attempt = place.endsWith(":task") ? last(all.ofTask(about)) : all.attempt(about);
    return attempt.step().split(" ")[1];
  }

  private void crash(CrashedMuster muster, String place) throws Exception {
    var about = muster.crash(place);
    stoppedAt.put(place, about);
    var now = muster.now();
    assertThat(now.sentAgain()).as(place).isEmpty();
    if (place.startsWith("tool:")) {
      leftTool(place, now.tool(about));
    } else if (!place.endsWith(":task")) {
      left(place, about, now);
    }
  }

  /** What is committed at that place, and no more. */
  private static void left(String place, String id, KilledRehearsal now) {
    var attempt = now.attempt(id);
    assertThat(attempt.state())
        .as(place)
        .isEqualTo(place.endsWith(":stored") ? "ANSWERED" : "SENDING");
    assertThat(now.requestsOf(id)).as(place).isEqualTo(place.endsWith(":reserved") ? 0 : 1);
  }

  private void leftTool(String place, List<Tool> tool) {
    if (place.endsWith(":task")) {
      assertThat(tool).as(place).isEmpty();
    } else {
      assertThat(tool).as(place).hasSize(1);
      assertThat(tool.get(0).answered()).as(place).isEqualTo(place.endsWith(":stored"));
      // A call that may be sent again was perhaps stopped at an earlier place, too.
      sendsOfStored = tool.get(0).sends();
    }
  }

  private void wentOn(String place, String about, KilledRehearsal all) {
    if (place.startsWith("tool:")) {
      toolWentOn(place, all.tool(about));
    } else if (place.endsWith(":task")) {
      assertThat(all.ofTask(about)).as(place).isNotEmpty().last().matches(Sent::wasAnswered);
    } else {
      var step = all.attempt(about).step();
      var tries = all.attempts().stream().filter(a -> a.step().equals(step)).toList();
      if (place.endsWith(":stored")) {
        assertThat(tries).as(place).filteredOn(Sent::wasAnswered).containsExactly(last(tries));
        assertThat(last(tries).id()).as(place).isEqualTo(about);
      } else {
        assertThat(all.attempt(about).isUnknown()).as(place).isTrue();
        assertThat(tries).as(place).hasSizeGreaterThan(1).last().matches(Sent::wasAnswered);
      }
    }
  }

  private static Sent last(List<Sent> tries) {
    return tries.get(tries.size() - 1);
  }

  /** Sent again only when it may be; else the model was told that nobody knows. */
  private void toolWentOn(String place, List<Tool> tool) {
    assertThat(tool).as(place).hasSize(1);
    var call = tool.get(0);
    assertThat(call.answered()).as(place).isTrue();
    if (place.endsWith(":stored")) {
      assertThat(call.sends()).as(place).isEqualTo(sendsOfStored);
    } else if (!place.endsWith(":task")) {
      assertThat(call.sends() > 1 || call.toldUnknown()).as(place).isTrue();
    }
  }
}
