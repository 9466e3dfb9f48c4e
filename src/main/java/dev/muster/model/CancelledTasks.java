package dev.muster.model;

import java.util.LinkedHashSet;
import java.util.Set;

/** The tasks that were cancelled last: their calls may still be on their way here. */
final class CancelledTasks {
  private static final int MOST = 2000;
  private final Set<String> ids = new LinkedHashSet<>();

  synchronized void add(String taskId) {
    ids.add(taskId);
    if (ids.size() > MOST) {
      var oldest = ids.iterator();
      oldest.next();
      oldest.remove();
    }
  }

  synchronized boolean contains(String taskId) {
    return ids.contains(taskId);
  }
}
