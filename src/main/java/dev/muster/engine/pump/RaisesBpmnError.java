package dev.muster.engine.pump;

/** A business outcome that the diagram catches by its code. */
public final class RaisesBpmnError extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String code;

  public RaisesBpmnError(String code, String message) {
    super(message);
    this.code = code;
  }

  /** The error code of the diagram. */
  public String code() {
    return code;
  }
}
