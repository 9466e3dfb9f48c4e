package dev.muster.engine.pump;

/** A failure that only a person mends, and that is noted as told to them once they are. */
public final class NeedsPerson extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Runnable told;

  /**
   * @param told writes that they know, in the transaction of the incident
   */
  public NeedsPerson(RuntimeException failure, Runnable told) {
    super(failure.getMessage(), failure);
    this.told = told;
  }

  void told() {
    told.run();
  }
}
