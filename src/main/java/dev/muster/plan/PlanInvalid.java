package dev.muster.plan;

import java.util.List;
import java.util.stream.Collectors;

/** The plan has faults; all of them are listed. */
public final class PlanInvalid extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<Problem> problems;

  public PlanInvalid(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** All faults, in the order of the files. */
  public List<Problem> problems() {
    return problems;
  }
}
