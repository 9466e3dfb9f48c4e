package dev.muster.mcp;

import dev.muster.client.Withdrawal;
import dev.muster.client.Withdrawals;
import dev.muster.mcp.Probe.BindingState;
import dev.muster.mcp.Probe.State;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What is known of servers as a whole, told at each of their bindings. */
@Component
class Quarantines {
  private final ToolLocks locks;
  private final Withdrawals files;

  Quarantines(ToolLocks locks, Withdrawals files) {
    this.locks = locks;
    this.files = files;
  }

  /** A run may have seen the change, and a review may have ended, after the last probe. */
  List<BindingState> over(String deploymentId, List<BindingState> probed) {
    var out = locks.quarantined(deploymentId).stream().map(ToolLocks.Change::server).toList();
    var shown = locks.shown(deploymentId);
    var missing = files.of(deploymentId);
    return probed.stream()
        .map(state -> told(state, out, shown))
        .map(state -> inFile(state, missing))
        .toList();
  }

  /** What a quarantine did to the client's file. */
  private static BindingState inFile(BindingState state, List<Withdrawal> missing) {
    return missing.stream()
        .filter(w -> w.client().equals(state.binding().client()))
        .filter(w -> w.server().equals(state.binding().server()))
        .filter(w -> state.reason() == null || !state.reason().contains(w.told()))
        .findFirst()
        .map(w -> as(state, state.state(), w.told()))
        .orElse(state);
  }

  private static BindingState told(
      BindingState state, List<String> out, Map<String, Set<String>> shown) {
    var server = state.binding().server();
    var works = state.state() == State.CONNECTED || state.state() == State.DEGRADED;
    if (works && out.contains(server)) {
      return as(
          state,
          State.QUARANTINED,
          "its tools were not the approved ones any more: "
              + LockRung.page(state.deploymentId(), server)
              + " shows what changed");
    }
    if (state.state() == State.QUARANTINED && !out.contains(server)) {
      return as(state, State.DEGRADED, "its tools are approved now; it was not probed since");
    }
    if (works && shown.getOrDefault(server, Set.of()).size() > 1) {
      return as(state, State.DEGRADED, "shows other tools in one client than in another");
    }
    return state;
  }

  private static BindingState as(BindingState state, State now, String why) {
    var reason = state.reason() == null || now != state.state() ? why : state.reason() + "; " + why;
    return new BindingState(
        state.deploymentId(),
        state.binding(),
        now,
        state.rungs(),
        state.tools(),
        state.missingTools(),
        state.extraTools(),
        reason,
        state.at());
  }
}
