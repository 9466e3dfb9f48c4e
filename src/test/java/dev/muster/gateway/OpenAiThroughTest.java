package dev.muster.gateway;

import dev.muster.rehearsal.OpenAiSdkTest;
import org.junit.jupiter.api.AfterEach;

/** OpenAI's own Java client finds at the gateway what it finds at the model server behind it. */
class OpenAiThroughTest extends OpenAiSdkTest {
  private Lane lane;
  private Gateway.Access access;

  @Override
  protected String address(String url) {
    lane = Lane.to(folder.resolve("gateway"), url);
    access = lane.open("coder");
    return access.openAi().toString();
  }

  @Override
  protected String key() {
    return access.token();
  }

  @AfterEach
  void the_ledger_holds_what_the_server_was_asked() throws Exception {
    lane.agreesWith(log());
    lane.close();
  }
}
