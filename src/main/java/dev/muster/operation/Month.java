package dev.muster.operation;

import java.util.List;

/** Month 1 of operation. */
public interface Month {

  /** Opens the month; returns its end as ISO date-time. */
  String open(String deploymentId);

  /** Measures today's tokens, cost, savings and quality; returns the names of alarms raised. */
  List<String> measureDay(String deploymentId);

  /** Reviews the week; true when a routing change is worth proposing. */
  boolean reviewWeek(String deploymentId);

  void close(String deploymentId);
}
