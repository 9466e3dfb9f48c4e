package dev.muster.ledger;

/**
 * What became of one item of a group: a value, or a failure that concerns this item alone.
 *
 * @param value null when it failed
 * @param failure null when it did not
 */
record Outcome<T>(T value, RuntimeException failure) {

  static <T> Outcome<T> of(T value) {
    return new Outcome<>(value, null);
  }

  static <T> Outcome<T> failed(RuntimeException failure) {
    return new Outcome<>(null, failure);
  }

  T get() {
    if (failure != null) {
      throw failure;
    }
    return value;
  }
}
