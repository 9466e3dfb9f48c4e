package dev.muster.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Three-way merge of one server's entry, member by member: what we applied last, what is there now,
 * what the plan wants. Members that are not ours stay; a member of ours that somebody changed is
 * theirs until they say otherwise.
 *
 * @param changes what is to be written
 * @param edited members of ours that somebody changed or removed
 * @param foreign members that somebody added
 */
record EntryMerge(List<Change> changes, List<String> edited, List<String> foreign) {
  private static final Set<String> MAPS = Set.of("env", "headers");

  /**
   * One member to put or to remove.
   *
   * @param path from the entry
   * @param value missing: it goes
   */
  record Change(List<String> path, JsonNode value) {}

  static EntryMerge of(JsonNode last, JsonNode live, JsonNode desired) {
    EntryMerge merge = new EntryMerge(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    if (live.isObject()) {
      merge.members(List.of(), last, live, desired);
    } else {
      merge.edited.add("the whole entry");
    }
    return merge;
  }

  private void members(List<String> path, JsonNode last, JsonNode live, JsonNode desired) {
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode side : List.of(desired, last, live)) {
      side.fieldNames().forEachRemaining(names::add);
    }
    for (String name : names) {
      List<String> member = new ArrayList<>(path);
      member.add(name);
      member(List.copyOf(member), last.path(name), live.path(name), desired.path(name));
    }
  }

  private void member(List<String> path, JsonNode last, JsonNode live, JsonNode desired) {
    if (last.isMissingNode() && desired.isMissingNode()) {
      foreign.add(String.join(".", path));
    } else if (path.size() == 1 && MAPS.contains(path.get(0)) && live.isObject()) {
      map(path, last, live, desired);
    } else if (!live.equals(desired)) {
      if (live.equals(last)) {
        changes.add(new Change(path, desired));
      } else {
        edited.add(String.join(".", path));
      }
    }
  }

  /** Others may have put names of their own beside ours. */
  private void map(List<String> path, JsonNode last, JsonNode live, JsonNode desired) {
    if (desired.isMissingNode() && live.equals(last)) {
      changes.add(new Change(path, MissingNode.getInstance()));
    } else {
      members(path, last, live, desired);
    }
  }
}
