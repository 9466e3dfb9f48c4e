package dev.muster.client;

import java.nio.file.Path;

/** The real withdrawals over the test database, for the rooms that ask them. */
public final class TestWithdrawals {
  private TestWithdrawals() {}

  /** Of clients whose home this is. */
  public static Withdrawals stored(Path home) {
    return new ClientFixture(home).withdrawals;
  }
}
